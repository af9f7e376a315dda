// What the AWS SDK for Java 2 does with its defaults. Prints `ok CHECK` or `fails CHECK: WHY`.
// Arguments: the bucket, and the odd keys, each in hexadecimal UTF-8.
package clients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;

public final class Main {
  private static final int PART = 1 << 24;

  interface Attempt {
    void run() throws Exception;
  }

  public static void main(String[] arguments) {
    String bucket = arguments[0];
    List<String> odd = Arrays.stream(arguments).skip(1)
        .map(key -> new String(HexFormat.of().parseHex(key), StandardCharsets.UTF_8)).toList();
    byte[] large = new byte[60 * (1 << 20) + 7];
    new Random().nextBytes(large);
    S3Client s3 = S3Client.create();

    check("put", () -> put(s3, bucket, "java/a", "selfie".getBytes()));
    check("get", () -> same(new String(get(s3, bucket, "java/a")), "selfie"));
    check("list", () -> {
      same(keys(s3, bucket, "java/"), List.of("java/a"));
      same(s3.listObjects(request -> request.bucket(bucket).prefix("java/")).contents().size(), 1);
    });
    check("large", () -> {
      put(s3, bucket, "java/whole", large);
      inParts(s3, bucket, "java/parts", large);
      for (String key : List.of("java/whole", "java/parts"))
        same(Arrays.equals(get(s3, bucket, key), large), true);
    });
    check("odd keys", () -> {
      List<ObjectIdentifier> all = new ArrayList<>();
      for (String key : odd) {
        put(s3, bucket, "java/odd/" + key, "1".getBytes());
        all.add(ObjectIdentifier.builder().key("java/odd/" + key).build());
      }
      same(s3.deleteObjects(request -> request.bucket(bucket).delete(them -> them.objects(all))).errors(), List.of());
      same(keys(s3, bucket, "java/odd/"), List.of());
    });
    check("presign", () -> {
      try (S3Presigner presigner = S3Presigner.create()) {
        URI url = presigner.presignGetObject(request -> request.signatureDuration(Duration.ofMinutes(5))
            .getObjectRequest(get -> get.bucket(bucket).key("java/a"))).url().toURI();
        same(HttpClient.newHttpClient().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body(), "selfie");
      }
    });
    check("copy", () -> s3.copyObject(request -> request
        .sourceBucket(bucket).sourceKey("java/parts").destinationBucket(bucket).destinationKey("java/copied")));
    check("other", () -> {
      s3.createBucket(request -> request.bucket("java-made"));
      s3.deleteBucket(request -> request.bucket("java-made"));
      queue();
      table();
    });
  }

  private static void queue() throws Exception {
    try (SqsClient sqs = SqsClient.create()) {
      String url = sqs.createQueue(request -> request.queueName("java")).queueUrl();
      sqs.sendMessage(request -> request.queueUrl(url).messageBody("a"));
      same(sqs.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(5)).messages().get(0).body(), "a");
      sqs.deleteQueue(request -> request.queueUrl(url));
      try {
        sqs.getQueueUrl(request -> request.queueName("java"));
      } catch (SqsException gone) {
        same(gone.awsErrorDetails().errorCode(), "AWS.SimpleQueueService.NonExistentQueue");
      }
    }
  }

  private static void table() throws Exception {
    try (DynamoDbClient dynamodb = DynamoDbClient.create()) {
      dynamodb.createTable(request -> request.tableName("java").billingMode(BillingMode.PAY_PER_REQUEST)
          .attributeDefinitions(AttributeDefinition.builder().attributeName("pk").attributeType(ScalarAttributeType.S).build())
          .keySchema(KeySchemaElement.builder().attributeName("pk").keyType(KeyType.HASH).build()));
      dynamodb.waiter().waitUntilTableExists(request -> request.tableName("java"));
      Map<String, AttributeValue> item = Map.of("pk", AttributeValue.fromS("a"));
      dynamodb.putItem(request -> request.tableName("java").item(item));
      same(dynamodb.getItem(request -> request.tableName("java").key(item)).item(), item);
      dynamodb.deleteTable(request -> request.tableName("java"));
    }
  }

  private static void put(S3Client s3, String bucket, String key, byte[] body) {
    s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(body));
  }

  private static byte[] get(S3Client s3, String bucket, String key) {
    return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
  }

  private static List<String> keys(S3Client s3, String bucket, String prefix) {
    return s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
        .map(S3Object::key).toList();
  }

  private static void inParts(S3Client s3, String bucket, String key, byte[] body) {
    String id = s3.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int from = 0; from < body.length; from += PART) {
      byte[] part = Arrays.copyOfRange(body, from, Math.min(from + PART, body.length));
      int number = parts.size() + 1;
      String tag = s3.uploadPart(request -> request.bucket(bucket).key(key).uploadId(id).partNumber(number),
          RequestBody.fromBytes(part)).eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    s3.completeMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(id)
        .multipartUpload(upload -> upload.parts(parts)));
  }

  private static void same(Object one, Object other) throws Exception {
    if (!one.equals(other)) throw new Exception(one + " is not " + other);
  }

  private static void check(String name, Attempt attempt) {
    try {
      attempt.run();
      System.out.println("ok " + name);
    } catch (Throwable error) {
      System.out.println("fails " + name + ": " + String.valueOf(error).replace('\n', ' '));
    }
  }
}
