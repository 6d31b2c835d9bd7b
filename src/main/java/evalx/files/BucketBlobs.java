package evalx.files;

import evalx.config.FileSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Files in a bucket of a store that speaks S3. */
final class BucketBlobs implements Blobs {
  private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
  private static final Duration SOCKET_TIME = Duration.ofSeconds(20);

  /** All tries of a request together that carries no file. */
  private static final Duration CALL_TIME = Duration.ofSeconds(30);

  /** Of a copy in the store, which may take its time and keeps nobody waiting who sends a file. */
  private static final Duration COPY_TIME = Duration.ofMinutes(2);

  /** Below which a store is too slow for a file, which is sent in one request. */
  private static final long MIN_BYTES_PER_SECOND = 5L << 20;

  private static final int NOT_FOUND = 404;

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  BucketBlobs(FileSettings.Place.Bucket place) {
    var account = AwsBasicCredentials.create(place.account().name(), place.account().password());
    var builder =
        S3Client.builder()
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIME)
                    .socketTimeout(SOCKET_TIME)
                    .build())
            .region(Region.of(place.region()))
            .credentialsProvider(StaticCredentialsProvider.create(account))
            .overrideConfiguration(c -> c.apiCallTimeout(CALL_TIME))
            // Not every store knows checksums in trailers; EvalX compares SHA-256s itself.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    place.endpoint().ifPresent(uri -> builder.endpointOverride(uri).forcePathStyle(true));
    this.client = builder.build();
    this.bucket = place.name();
    this.prefix = place.prefix().isEmpty() ? "" : place.prefix() + "/";
  }

  @Override
  public Optional<Entry> find(String name) throws IOException {
    try {
      var found = call(name, () -> client.headObject(r -> r.bucket(bucket).key(prefix + name)));
      return Optional.of(new Entry(name, found.contentLength(), found.lastModified()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** All tries together of sending a file of so many bytes. */
  static Duration sendingTime(long bytes) {
    return CALL_TIME.plusSeconds(bytes / MIN_BYTES_PER_SECOND);
  }

  @Override
  public void put(String name, Path file) throws IOException {
    var time = sendingTime(Files.size(file));
    call(
        name,
        () ->
            client.putObject(
                r ->
                    r.bucket(bucket)
                        .key(prefix + name)
                        .overrideConfiguration(c -> c.apiCallTimeout(time)),
                RequestBody.fromFile(file)));
  }

  @Override
  public InputStream open(String name) throws IOException {
    return call(name, () -> client.getObject(r -> r.bucket(bucket).key(prefix + name)));
  }

  /** A store takes an object for its own copy only if something of it changes. */
  @Override
  public void touch(String name) throws IOException {
    call(
        name,
        () ->
            client.copyObject(
                r ->
                    r.sourceBucket(bucket)
                        .sourceKey(prefix + name)
                        .destinationBucket(bucket)
                        .destinationKey(prefix + name)
                        .overrideConfiguration(c -> c.apiCallTimeout(COPY_TIME))
                        .metadataDirective(MetadataDirective.REPLACE)
                        .metadata(Map.of("used", Instant.now().toString()))));
  }

  @Override
  public void delete(String name) throws IOException {
    call(name, () -> client.deleteObject(r -> r.bucket(bucket).key(prefix + name)));
  }

  @Override
  public void list(Consumer<Entry> each) throws IOException {
    call(
        prefix,
        () -> {
          client.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents().stream()
              .map(o -> new Entry(o.key().substring(prefix.length()), o.size(), o.lastModified()))
              .forEach(each);
          return prefix;
        });
  }

  private static <T> T call(String name, Supplier<T> request) throws IOException {
    try {
      return request.get();
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        throw new NoSuchFileException(name);
      }
      throw new IOException(e.getMessage(), e);
    } catch (SdkException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
