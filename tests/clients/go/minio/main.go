// What minio-go does with its defaults.
package main

import (
	"bytes"
	"clients/checks"
	"context"
	"io"
	"net/url"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

func main() {
	ctx := context.Background()
	bucket, odd := checks.Arguments()
	endpoint, err := url.Parse(os.Getenv("AWS_ENDPOINT_URL"))
	if err != nil {
		panic(err)
	}
	client, err := minio.New(endpoint.Host, &minio.Options{Creds: credentials.NewEnvAWS()})
	if err != nil {
		panic(err)
	}
	put := func(key string, body []byte) error {
		_, err := client.PutObject(ctx, bucket, key, bytes.NewReader(body), int64(len(body)), minio.PutObjectOptions{})
		return err
	}
	get := func(key string) ([]byte, error) {
		object, err := client.GetObject(ctx, bucket, key, minio.GetObjectOptions{})
		if err != nil {
			return nil, err
		}
		return io.ReadAll(object)
	}
	count := func(prefix string, v1 bool) (int, error) {
		n := 0
		for one := range client.ListObjects(ctx, bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true, UseV1: v1}) {
			if one.Err != nil {
				return 0, one.Err
			}
			n++
		}
		return n, nil
	}
	large := checks.Large()

	checks.Check("put", func() error { return put("minio/a", []byte("selfie")) })
	checks.Check("get", func() error {
		text, err := get("minio/a")
		if err != nil {
			return err
		}
		return checks.Same(string(text), "selfie")
	})
	checks.Check("list", func() error {
		for _, v1 := range []bool{false, true} {
			n, err := count("minio/", v1)
			if err != nil {
				return err
			}
			if err := checks.Same(n, 1); err != nil {
				return err
			}
		}
		return nil
	})
	checks.Check("large", func() error {
		if err := put("minio/large", large); err != nil {
			return err
		}
		back, err := get("minio/large")
		if err != nil {
			return err
		}
		return checks.Same(bytes.Equal(back, large), true)
	})
	checks.Check("odd keys", func() error {
		names := make(chan minio.ObjectInfo, len(odd))
		for _, key := range odd {
			if err := put("minio/odd/"+key, []byte("1")); err != nil {
				return err
			}
			names <- minio.ObjectInfo{Key: "minio/odd/" + key}
		}
		close(names)
		for failed := range client.RemoveObjects(ctx, bucket, names, minio.RemoveObjectsOptions{}) {
			return failed.Err
		}
		n, err := count("minio/odd/", false)
		if err != nil {
			return err
		}
		return checks.Same(n, 0)
	})
	checks.Check("presign", func() error {
		signed, err := client.PresignedGetObject(ctx, bucket, "minio/a", time.Hour, nil)
		if err != nil {
			return err
		}
		return checks.Fetch(signed.String(), "selfie")
	})
	checks.Check("copy", func() error {
		_, err := client.CopyObject(ctx, minio.CopyDestOptions{Bucket: bucket, Object: "minio/copied"}, minio.CopySrcOptions{Bucket: bucket, Object: "minio/a"})
		return err
	})
}
