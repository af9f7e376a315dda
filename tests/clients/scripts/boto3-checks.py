# What boto3 does with its defaults. Prints `ok CHECK` or `fails CHECK: WHY`.
import io
import json
import os
import sys
import urllib.request

import boto3

bucket, odd_keys = sys.argv[1], json.loads(sys.argv[2])
s3 = boto3.client("s3")
large = os.urandom(30 * 1024 * 1024 + 7)


def check(name, attempt):
    try:
        attempt()
        print("ok", name)
    except Exception as error:
        print(f"fails {name}: {type(error).__name__} {error}".replace("\n", " "))


def same(one, other):
    if one != other:
        raise ValueError(f"{str(one)[:200]} is not {str(other)[:200]}")


def get():
    same(s3.get_object(Bucket=bucket, Key="boto3/a")["Body"].read(), b"selfie")


def list_all():
    resource = boto3.resource("s3").Bucket(bucket)
    same([one.key for one in resource.objects.filter(Prefix="boto3/")], ["boto3/a"])
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="boto3/")
    same([one["Key"] for page in pages for one in page["Contents"]], ["boto3/a"])


def large_ones():
    s3.upload_fileobj(io.BytesIO(large), bucket, "boto3/parts")
    s3.put_object(Bucket=bucket, Key="boto3/whole", Body=large)
    for key in ["boto3/parts", "boto3/whole"]:
        back = io.BytesIO()
        s3.download_fileobj(bucket, key, back)
        same(back.getvalue() == large, True)


def odd():
    keys = [f"boto3/odd/{key}" for key in odd_keys] + ["boto3/odd/a\rb"]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"1")
    listed = s3.list_objects_v2(Bucket=bucket, Prefix="boto3/odd/")["Contents"]
    same(sorted(one["Key"] for one in listed), sorted(keys))
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})
    same(s3.list_objects_v2(Bucket=bucket, Prefix="boto3/odd/")["KeyCount"], 0)


def presign():
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "boto3/a"})
    same(urllib.request.urlopen(url).read(), b"selfie")
    form = s3.generate_presigned_post(bucket, "boto3/form")
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form["fields"].items()
    )
    body = f'{parts}--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nbytes\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    same(urllib.request.urlopen(urllib.request.Request(form["url"], body.encode(), headers)).status, 204)


def copy():
    s3.copy({"Bucket": bucket, "Key": "boto3/parts"}, bucket, "boto3/copied")
    same(s3.head_object(Bucket=bucket, Key="boto3/copied")["ContentLength"], len(large))


def other():
    s3.create_bucket(Bucket="boto3-made")
    s3.get_waiter("bucket_exists").wait(Bucket="boto3-made")
    s3.delete_bucket(Bucket="boto3-made")
    header = 'attachment; filename="\u00e9.jpg"'
    s3.put_object(Bucket=bucket, Key="boto3/header", Body=b"1", ContentDisposition=header)
    s3.get_object(Bucket=bucket, Key="boto3/header")


check("put", lambda: s3.put_object(Bucket=bucket, Key="boto3/a", Body=b"selfie"))
check("get", get)
check("list", list_all)
check("large", large_ones)
check("odd keys", odd)
check("presign", presign)
check("copy", copy)
check("other", other)
