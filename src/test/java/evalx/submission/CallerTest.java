package evalx.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, address:192.0.2.7",
    "2001:db8:1:2::9, address:20010db800010002/64",
    "2001:db8:1:2:ffff:0:0:1, address:20010db800010002/64",
    "2001:db8:1:3::9, address:20010db800010003/64",
    "fe80:0:0:0:1:2:3:4%eth0, address:fe80000000000000/64",
    "::ffff:192.0.2.7, address:192.0.2.7",
    "evalx.replies.site, address:evalx.replies.site"
  })
  void anIpv6ClientCountsByItsNetwork(String address, String counted) {
    assertThat(Caller.anonymous(address).limitKey()).isEqualTo(counted);
    assertThat(Caller.anonymous(address).key()).isEqualTo("address:" + address);
  }

  @Test
  void aNameCountsByItself() {
    var named = new Caller(Optional.of("site"), "2001:db8::1", Set.of());

    assertThat(named.limitKey()).isEqualTo("name:site");
  }
}
