// What the AWS SDK for Go 2 does with its defaults.
package main

import (
	"bytes"
	"clients/checks"
	"context"
	"io"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func main() {
	ctx := context.Background()
	bucket, odd := checks.Arguments()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		panic(err)
	}
	client := s3.NewFromConfig(settings, func(o *s3.Options) { o.UsePathStyle = true })
	put := func(key string, body []byte) error {
		_, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader(body)})
		return err
	}
	get := func(key string) ([]byte, error) {
		answer, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		return io.ReadAll(answer.Body)
	}
	count := func(prefix string) (int, error) {
		answer, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket, Prefix: &prefix})
		if err != nil {
			return 0, err
		}
		return len(answer.Contents), nil
	}
	large := checks.Large()

	checks.Check("put", func() error { return put("go/a", []byte("selfie")) })
	checks.Check("get", func() error {
		text, err := get("go/a")
		if err != nil {
			return err
		}
		return checks.Same(string(text), "selfie")
	})
	checks.Check("list", func() error {
		n, err := count("go/")
		if err != nil {
			return err
		}
		return checks.Same(n, 1)
	})
	checks.Check("large", func() error {
		input := &s3.PutObjectInput{Bucket: &bucket, Key: aws.String("go/parts"), Body: bytes.NewReader(large)}
		if _, err := manager.NewUploader(client).Upload(ctx, input); err != nil {
			return err
		}
		if err := put("go/whole", large); err != nil {
			return err
		}
		for _, key := range []string{"go/parts", "go/whole"} {
			back, err := get(key)
			if err != nil {
				return err
			}
			if err := checks.Same(bytes.Equal(back, large), true); err != nil {
				return err
			}
		}
		return nil
	})
	checks.Check("odd keys", func() error {
		var objects []types.ObjectIdentifier
		for _, key := range odd {
			name := "go/odd/" + key
			if err := put(name, []byte("1")); err != nil {
				return err
			}
			objects = append(objects, types.ObjectIdentifier{Key: &name})
		}
		if _, err := client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &bucket, Delete: &types.Delete{Objects: objects}}); err != nil {
			return err
		}
		n, err := count("go/odd/")
		if err != nil {
			return err
		}
		return checks.Same(n, 0)
	})
	checks.Check("presign", func() error {
		signed, err := s3.NewPresignClient(client).PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: aws.String("go/a")})
		if err != nil {
			return err
		}
		return checks.Fetch(signed.URL, "selfie")
	})
	checks.Check("copy", func() error {
		source := url.QueryEscape(bucket + "/go/a")
		_, err := client.CopyObject(ctx, &s3.CopyObjectInput{Bucket: &bucket, Key: aws.String("go/copied"), CopySource: &source})
		return err
	})
}
