package evalx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {
  @Test
  void oneBroker() {
    assertThat(BrokerAddress.parse("tcp://mq")).containsExactly(address("mq", 61616, Map.of()));
    assertThat(
            BrokerAddress.parse(
                "tcp://mq.example.org:61617?sslEnabled=true&trustStorePath=a%20b+c"))
        .containsExactly(
            address(
                "mq.example.org", 61617, Map.of("sslEnabled", "true", "trustStorePath", "a b+c")));
    assertThat(BrokerAddress.parse("tcp://[::1]:1")).containsExactly(address("::1", 1, Map.of()));
  }

  @Test
  void severalWithParametersOfTheirOwnAndOfAll() {
    assertThat(BrokerAddress.parse("(tcp://a:1?verifyHost=false, tcp://b)?sslEnabled=true"))
        .containsExactly(
            address("a", 1, Map.of("sslEnabled", "true", "verifyHost", "false")),
            address("b", 61616, Map.of("sslEnabled", "true")));
  }

  private static BrokerAddress address(String host, int port, Map<String, String> parameters) {
    return new BrokerAddress(host, port, parameters);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://",
        "mq:61616",
        "ssl://mq:61616",
        "amqp://mq",
        "failover:(tcp://a:1,tcp://b:2)",
        "tcp://a:1,tcp://b:2",
        "(tcp://a:1,mq)",
        "()",
        "tcp://mq/path",
        "tcp://a:1#tcp://b:2",
        "tcp://a:1?sslEnabled=true#",
        "(tcp://a:1,tcp://b:2)?sslEnabled=true#secret",
        "tcp://mq?sslEnabled",
        "tcp://mq?x=%zz",
        "tcp://user:secret@mq:61616",
        "tcp://mq:61616 secret",
      })
  void anythingElseIsRefusedInASentenceThatRepeatsNoSecret(String url) {
    assertThatThrownBy(() -> BrokerAddress.parse(url))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith("ARTEMIS_URL must")
        .hasMessageNotContaining("secret");
  }

  /** Artemis takes it for false, and the password would go out in plain text. */
  @ParameterizedTest
  @CsvSource({"sslEnabled,yes", "sslEnabled,1", "sslEnabled,''", "verifyHost,no", "useEpoll,on"})
  void aSwitchIsTrueOrFalse(String name, String value) {
    for (var url : List.of("tcp://mq?%s=%s&%s=%s", "(tcp://a,tcp://b?%3$s=%4$s)?%1$s=%2$s")) {
      assertThatThrownBy(
              () -> BrokerAddress.parse(url.formatted("sslEnabled", "true", name, value)))
          .isInstanceOf(BadSetting.class)
          .hasMessage(
              "ARTEMIS_URL has the parameter '%s', which must be true or false".formatted(name));
    }
  }

  @Test
  void parametersAreCalledAsArtemisCallsThem() {
    var names = new HashSet<>(TransportConstants.ALLOWABLE_CONNECTOR_KEYS);
    names.removeAll(List.of("host", "port"));
    assertThat(BrokerParameters.NAMES).isEqualTo(names).containsAll(BrokerParameters.SWITCHES);
  }

  /** The host and the port stand before them. */
  @ParameterizedTest
  @ValueSource(strings = {"reconnectAttempts", "sslenabled", "host", "port"})
  void aParameterOfNoConnectionIsRefused(String name) {
    for (var url : List.of("tcp://mq?%s=5", "(tcp://a,tcp://b)?%s=5")) {
      assertThatThrownBy(() -> BrokerAddress.parse(url.formatted(name)))
          .isInstanceOf(BadSetting.class)
          .hasMessageStartingWith("ARTEMIS_URL has the parameter '%s', which is none of an", name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"trustStorePath", "keyStorePath", "verifyHost", "enabledProtocols"})
  void whatCountsOverTlsAloneIsRefusedUnlessTheUrlSaysWhetherTlsIsSpoken(String name) {
    for (var url : List.of("tcp://mq?%s=true", "(tcp://a?sslEnabled=true,tcp://b)?%s=true")) {
      assertThatThrownBy(() -> BrokerAddress.parse(url.formatted(name)))
          .isInstanceOf(BadSetting.class)
          .hasMessageContaining("'%s', which counts over TLS alone: add sslEnabled=true", name);
    }
    for (var spoken : List.of("true", "FALSE")) {
      var parameters = Map.of(name, "true", "sslEnabled", spoken);
      assertThat(BrokerAddress.parse("tcp://mq?%s=true&sslEnabled=%s".formatted(name, spoken)))
          .containsExactly(address("mq", 61616, parameters));
    }
  }
}
