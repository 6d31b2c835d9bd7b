package evalx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerAccountsTest {
  private static Producers read(String text) {
    return Settings.of(Map.of("PRODUCERS", text)::get).broker().producers();
  }

  @Test
  void eachHasANameAndASecret() {
    assertThat(read("shop:secret:of+shop, course_2:secret-2"))
        .isEqualTo(
            new Producers(
                List.of(
                    new Account("shop", "secret:of+shop"), new Account("course_2", "secret-2"))));
    assertThat(read("").accounts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"shop", "shop:short", "a.b:secret-of-it", "shop:has blanks-in", "#:secret-of-it"})
  void othersAreRefusedWithoutTheirSecret(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining("PRODUCERS must look like")
        .hasMessageNotContaining("secret-of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:secret-1,a:secret-2", "producer:secret-1", "evalx:secret-1"})
  void aNameStandsForOneAccount(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(BadSetting.class);
  }

  @ParameterizedTest
  @CsvSource({
    "evalx.replies.shop, shop, true",
    "evalx.replies.shop.eu, shop, true",
    "evalx.replies.shop.eu, course, false",
    "evalx.replies.shop, producer, false",
    "evalx.replies.shop, , false",
    "evalx.replies.kiosk, producer, true",
    "evalx.replies.kiosk, , true",
    "evalx.replies.kiosk, shop, false",
    "evalx.replies.shopping, producer, true",
    "evalx.repliesx, producer, false",
    "evalx.jobs.c, shop, false"
  })
  void repliesGoWhereTheirSenderReceives(String address, String sender, boolean may) {
    var producers = read("shop:secret-1,course:secret-2");
    assertThat(producers.mayReply(address, Optional.ofNullable(sender))).isEqualTo(may);
  }
}
