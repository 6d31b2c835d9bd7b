package evalx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void defaultsServeAndWorkOnThisMachineOnly() {
    var settings = Settings.of(name -> null);

    assertThat(settings.node().role()).isEqualTo(Role.ALL);
    assertThat(settings.http())
        .isEqualTo(
            new HttpSettings(
                "127.0.0.1",
                3000,
                new HttpSettings.Exposure(false, false, false, false),
                1 << 20,
                1000,
                new EventSettings(5000, 500),
                new DialectSettings(Set.of(), false, 0)));
    assertThat(settings.stores().redis()).hasToString("127.0.0.1:6379");
    assertThat(settings.broker().outside()).isEmpty();
    assertThat(settings.broker().embedded().producer()).isEmpty();
    assertThat(settings.broker().maxQueueDepth()).isEqualTo(10_000);
    var cores = Runtime.getRuntime().availableProcessors();
    assertThat(settings.runs().sandboxes().maxConcurrent()).isEqualTo(cores);
    assertThat(settings.runs().sandboxes().strict()).isFalse();
    assertThat(settings.runs().sandboxes().warm().compilers()).isTrue();
    assertThat(settings.runs().jobs())
        .isEqualTo(
            new JobSettings(
                2 * cores,
                Duration.ofSeconds(3600),
                Duration.ofSeconds(3600),
                Duration.ofSeconds(600),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                256));
  }

  @Test
  void filesAreInAFolderOrABucket() {
    assertThat(Settings.of(name -> null).stores().files().place()).isEmpty();
    var folder = Map.of("FILE_STORE", "/srv/files");
    assertThat(Settings.of(folder::get).stores().files().place())
        .contains(new FileSettings.Place.Folder(Path.of("/srv/files")));
    var bucket =
        Map.of(
            "FILE_STORE", "s3://files/of/evalx",
            "S3_ENDPOINT", "http://minio:9000",
            "S3_ACCESS_KEY", "key",
            "S3_SECRET_KEY", "secret");
    assertThat(Settings.of(bucket::get).stores().files().place())
        .contains(
            new FileSettings.Place.Bucket(
                "files",
                "of/evalx",
                Optional.of(URI.create("http://minio:9000")),
                "us-east-1",
                new Account("key", "secret")));
  }

  @Test
  void aFileIsKeptAtLeastAsLongAsAJobThatNamesIt() {
    var set = Map.of("FILE_TTL", "60", "TASK_TTL", "1000", "MAX_JOB_TIME", "100");
    assertThat(Settings.of(set::get).stores().files().ttl()).isEqualTo(Duration.ofSeconds(1300));
  }

  @Test
  void dialectsAreServedByName() {
    assertThat(Settings.of(name -> null).http().dialects().served()).isEmpty();
    assertThat(Settings.of(Map.of("DIALECTS", "piston, mcp")::get).http().dialects().served())
        .isEqualTo(Set.of(Dialect.PISTON, Dialect.MCP));
    assertThatThrownBy(() -> Settings.of(Map.of("DIALECTS", "piston,judge1")::get))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining("'judge1'");
  }

  @Test
  void imagesOfDockerAreByLanguage() {
    var set = Map.of("DOCKER_IMAGES", "evalx-box:1, java=host:5000/evalx-java");
    assertThat(Settings.of(set::get).runs().sandboxes().docker().images())
        .isEqualTo(Map.of("", "evalx-box:1", "java", "host:5000/evalx-java"));
  }

  @Test
  void everyExplainedKeyIsReadAndEveryKeyReadIsExplained() {
    var reader = new SettingsReader(name -> null);
    Settings.of(reader);

    assertThat(SettingsReader.defaults().stringPropertyNames())
        .filteredOn(name -> !name.startsWith("mp."))
        .containsExactlyInAnyOrderElementsOf(reader.read());
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, 0",
    "FILE_STORE, s3://",
    "FILE_STORE, s3://Bucket/of mine",
    "S3_ENDPOINT, minio:9000",
    "MAX_FILE_BYTES, 536870913",
    "PISTON_MAX_BODY_BYTES, 536870913",
    "MAX_FILE_STORE_MIB, 1",
    "FILE_CACHE_MIB, 63",
    "FILE_TTL, 59",
    "PORT, 65536",
    "RATE_LIMIT_PER_MINUTE, -1",
    "MAX_QUEUED_PER_CALLER, all",
    "TRUSTED_PROXIES, proxy.example",
    "TRUSTED_PROXIES, 10.0.0.0/33",
    "CORS_ORIGINS, example.org",
    "CORS_ORIGINS, https://example.org/",
    "PORT, http",
    "ROLE, boss",
    "SANDBOX, vm",
    "USE_ISOLATE, 1",
    "ISOLATE_FIRST_BOX, -1",
    "SANDBOX_STORE, /srv/a:b",
    "DOCKER_HOST, /var/run/docker.sock",
    "DOCKER_IMAGES, java=evalx-java",
    "DOCKER_IMAGES, --privileged",
    "ROLE, api",
    "HOST, 0.0.0.0",
    "HOST, 127.evil.com",
    "HOST, 127.0.0.1.evil.com",
    "OPEN_METRICS, 1",
    "OPEN_HEALTH, 1",
    "LOG_FORMAT, xml",
    "ALLOW_ANONYMOUS, yes",
    "PIN_CORES, 1",
    "WARM, 1",
    "REDIS_URL, localhost:6379",
    "REDIS_URL, http://localhost:6379",
    "CACHE_REDIS_URL, localhost:6379",
    "ARTEMIS_URL, tcp://",
    "MAX_QUEUE_DEPTH, 0",
    "MAX_CONCURRENT_SANDBOXES, 1001",
    "MAX_CONCURRENT_JOBS, -1",
    "MAX_CONCURRENT_JOBS, 1001",
    "RESULT_TTL, 0",
    "TASK_TTL, 1h",
    "MAX_JOB_TIME, 69",
    "OUTAGE_WAIT, 0",
    "DRAIN_TIMEOUT, 3601",
    "MAX_BODY_BYTES, 100",
    "MAX_TEST_CASES, 1001",
    "BROKER_PORT, 70000",
    "PRODUCER_USER, evalx",
  })
  void aBadValueStopsStartUpNamingTheSetting(String name, String value) {
    assertThatThrownBy(() -> Settings.of(Map.of(name, value)::get))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith(name);
  }

  @Test
  void aColonInThePathOfTheStoreHarmsOnlyIsolate() {
    var set = Map.of("SANDBOX_STORE", "/srv/a:b", "USE_ISOLATE", "false");
    assertThat(Settings.of(set::get).runs().sandboxes().store()).isEqualTo(Path.of("/srv/a:b"));
  }

  @Test
  void aPasswordInABadUrlIsNotRepeated() {
    assertThatThrownBy(() -> Settings.of(Map.of("REDIS_URL", "rediss//:secret@host")::get))
        .isInstanceOf(BadSetting.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void openToTheNetworkWithTokens() {
    var settings = Settings.of(Map.of("HOST", "0.0.0.0", "API_TOKENS", "a, b,")::get);

    assertThat(settings.access().apiTokens())
        .extracting(ApiToken::name, ApiToken::value)
        .containsExactly(tuple("token-1", "a"), tuple("token-2", "b"));
    assertThat(settings.toString()).contains("[token-1, token-2]");
  }

  @Test
  void tokensHaveNamesScopesAndLimits() {
    var set =
        Map.of(
            "API_TOKENS", "site:a;rate=6000;quota=0, ops:b; scopes=read+admin,c==",
            "ADMIN_TOKEN", "d",
            "MAX_QUEUED_PER_CALLER", "5");
    var access = Settings.of(set::get).access();

    assertThat(access.apiTokens())
        .extracting(ApiToken::name, ApiToken::value, ApiToken::scopes)
        .containsExactly(
            tuple("site", "a", Set.of("submit", "read")),
            tuple("ops", "b", Set.of("read", "admin")),
            tuple("token-3", "c==", Set.of("submit", "read")));
    assertThat(access.rate(Optional.of("site"))).isEqualTo(6000);
    assertThat(access.rate(Optional.of("ops"))).isEqualTo(100);
    assertThat(access.quota(Optional.of("site"))).isZero();
    assertThat(access.quota(Optional.empty())).isEqualTo(5);
    assertThat(access.admin().orElseThrow().scopes()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b:hush",
        ":hush",
        "site:",
        "site:hush;scopes=write",
        "site:hush;scopes=",
        "site:hush;rate=many",
        "site:hush;color=red",
        "site:hush;",
        "site:hush,site:other",
        "site:hush,hush",
        "hush-admin,admin:hush"
      })
  void aBadTokenStopsStartUpAndIsNotRepeated(String tokens) {
    var set = Map.of("API_TOKENS", tokens, "ADMIN_TOKEN", "hush-admin");
    assertThatThrownBy(() -> Settings.of(set::get))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith("API_TOKENS")
        .hasMessageNotContaining("hush");
  }

  @Test
  void aSecretComesFromItsFile(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("secret"), "hush\n");

    var settings = Settings.of(Map.of("ARTEMIS_PASSWORD_FILE", file.toString())::get);

    assertThat(settings.broker().user().password()).isEqualTo("hush");
    assertThat(settings.toString()).doesNotContain("hush");
  }

  @Test
  void aMissingSecretFileIsNamed() {
    assertThatThrownBy(() -> Settings.of(Map.of("API_TOKENS_FILE", "/nowhere/tokens")::get))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining("/nowhere/tokens");
  }

  @Test
  void aNodeIsNamedByThePortThatItsServerHas() {
    assertThat(Settings.of(Map.of("PORT", "3005")::get).node().worker()).endsWith("-3005");
    assertThat(Settings.of(Map.of("payara.instance.http.port", "8081")::get).node().worker())
        .endsWith("-8081");
    assertThat(Settings.of(Map.of("WORKER_ID", "one")::get).node().worker()).isEqualTo("one");
  }

  @Test
  void openLibertyTellsItsPortByAnMBean() throws Exception {
    var beans = ManagementFactory.getPlatformMBeanServer();
    var name = new ObjectName("WebSphere:feature=channelfw,type=endpoint,name=defaultHttpEndpoint");
    beans.registerMBean(new StandardMBean(() -> 9080, Endpoint.class), name);
    try {
      assertThat(Settings.of(key -> null).node().worker()).endsWith("-9080");
    } finally {
      beans.unregisterMBean(name);
    }
  }

  /** As Open Liberty's, as far as it is read. */
  public interface Endpoint {
    int getPort();
  }

  @Test
  void aServerWithoutMicroProfileConfigHasItsProcessesSettings() {
    System.setProperty("WORKER_ID", "of-a-test");
    try {
      assertThat(Settings.ofServer().node().worker()).isEqualTo("of-a-test");
    } finally {
      System.clearProperty("WORKER_ID");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "0:0:0:0:0:0:0:1"})
  void loopbackNeedsNoTokens(String host) {
    assertThat(Settings.of(Map.of("HOST", host)::get).http().host()).isEqualTo(host);
  }

  @Test
  void aBadValueIsExplainedInASentence() {
    assertThatThrownBy(() -> Settings.of(Map.of("SANDBOX", "nativ")::get))
        .hasMessage("SANDBOX must be one of auto, native, isolate, docker, but is 'nativ'");
    assertThatThrownBy(() -> Settings.of(Map.of("PORT", "http")::get))
        .hasMessage("PORT must be a whole number from 1 to 65535, but is 'http'");
  }
}
