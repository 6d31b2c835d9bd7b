package evalx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static WebhookSettings read(Map<String, String> set) {
    return Settings.of(set::get).webhooks();
  }

  private static boolean mayCall(String address) throws UnknownHostException {
    return read(Map.of()).mayCall(InetAddress.getByName(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2606:4700:4700::1111",
        "2a00:1450:4001:80b::200e",
      })
  void publicAddressesMayBeCalled(String address) throws UnknownHostException {
    assertThat(mayCall(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1", // compatible
        "::ffff:127.0.0.1", // mapped
        "::ffff:8.8.8.8", // mapped, which Java gives as IPv4: see below
        "64:ff9b::7f00:1", // NAT64
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1", // discard
        "2001::1", // Teredo
        "2001:2::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::1", // 6to4
        "2002:808:808::1",
        "3fff::1",
        "4000::1",
        "fc00::1",
        "fd00:ec2::254", // metadata
        "fe80::1",
        "fec0::1",
        "ff02::1",
      })
  void allOthersMayNot(String address) throws UnknownHostException {
    var isMappedToPublic = address.equals("::ffff:8.8.8.8");
    assertThat(mayCall(address)).isEqualTo(isMappedToPublic);
  }

  @Test
  void anAddressThatIsAllowedMayBeCalled() throws UnknownHostException {
    var settings = read(Map.of("WEBHOOK_ALLOW", "10.1.2.3, 192.168.7.0/24,fd00::/8"));

    for (var allowed : new String[] {"10.1.2.3", "192.168.7.200", "fd12::1", "8.8.8.8"}) {
      assertThat(settings.mayCall(InetAddress.getByName(allowed))).as(allowed).isTrue();
    }
    for (var refused : new String[] {"10.1.2.4", "192.168.8.1", "::1", "127.0.0.1"}) {
      assertThat(settings.mayCall(InetAddress.getByName(refused))).as(refused).isFalse();
    }
  }

  @Test
  void withoutASecretNoneIsSent() {
    assertThat(read(Map.of()).isOn()).isFalse();
  }

  @Test
  void duringAChangeThereAreTwoSecrets() {
    var both = Map.of("WEBHOOK_SECRET", SECRET, "WEBHOOK_OLD_SECRET", SECRET.substring(6));

    assertThat(read(both).isOn()).isTrue();
    assertThat(read(both).secrets()).extracting(WebhookSettings.Secret::key).hasSize(2);
    assertThat(read(both).toString()).doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  }

  @Test
  void triesTenTimesWithinAnHourUnlessTold() {
    assertThat(read(Map.of()).retries())
        .isEqualTo(new WebhookSettings.Retries(10, Duration.ofHours(1), Duration.ofSeconds(5)));
    assertThat(read(Map.of()).timeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource({
    "WEBHOOK_SECRET, whsec_c2hvcnQ=",
    "WEBHOOK_SECRET, whsec_not base64 at all of 32 bytes",
    "WEBHOOK_OLD_SECRET, secret",
    "WEBHOOK_ALLOW, example.org",
    "WEBHOOK_ALLOW, 10.0.0.0/33",
    "WEBHOOK_CA, /none/ca.pem",
    "WEBHOOK_MAX_ATTEMPTS, 0",
    "WEBHOOK_MAX_TIME, 0",
    "WEBHOOK_RETRY_MILLIS, 0",
    "WEBHOOK_TIMEOUT, 61",
  })
  void whatCannotBeUsedIsNamedWithoutItsSecret(String name, String value) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith(name + (name.endsWith("CA") ? " cannot be read" : " must "))
        .message()
        .satisfies(
            message -> {
              if (name.endsWith("SECRET")) {
                assertThat(message).doesNotContain(value);
              }
            });
  }
}
