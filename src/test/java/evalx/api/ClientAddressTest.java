package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  private static ClientAddress trusting(String proxies) {
    var settings = Settings.of(Map.of("TRUSTED_PROXIES", proxies)::get);
    return new ClientAddress(settings.access().trustedProxies());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 | '' | 192.0.2.1",
        "10.0.0.1 | '' | 10.0.0.1",
        "10.0.0.1 | 198.51.100.4 | 198.51.100.4",
        "192.0.2.1 | 198.51.100.4 | 192.0.2.1",
        "10.0.0.1 | 198.51.100.4, 10.0.0.2 | 198.51.100.4",
        "10.0.0.1 | 10.6.6.6, 198.51.100.4 | 198.51.100.4",
        "10.0.0.1 | 10.0.0.3, 10.0.0.2 | 10.0.0.3",
        "10.0.0.1 | 198.51.100.4:1234 | 198.51.100.4",
        "10.0.0.1 | [2001:db8::1]:443 | 2001:db8:0:0:0:0:0:1",
        "::1 | 2001:db8::1 | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1 | 198.51.100.4, localhost | 10.0.0.1",
        "10.0.0.1 | unknown | 10.0.0.1",
      })
  void isTheLastThatNoTrustedProxyHas(String remote, String forwarded, String client) {
    assertThat(trusting("10.0.0.0/8, ::1").of(remote, List.of(forwarded))).isEqualTo(client);
  }

  @Test
  void headersThatAreRepeatedAreOneList() {
    assertThat(trusting("10.0.0.0/8").of("10.0.0.1", List.of("10.6.6.6", "198.51.100.4, 10.0.0.2")))
        .isEqualTo("198.51.100.4");
  }

  @Test
  void withoutTrustedProxiesNobodyIsBelieved() {
    assertThat(trusting("").of("10.0.0.1", List.of("198.51.100.4"))).isEqualTo("10.0.0.1");
  }
}
