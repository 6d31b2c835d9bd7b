package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleFilterTest {
  private static RoleFilter filter(String role) {
    return new RoleFilter(
        Settings.of(Map.of("ROLE", role, "ARTEMIS_URL", "tcp://broker:61616")::get));
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "api"})
  void aNodeThatServesLetsRequestsIn(String role) {
    assertThatCode(() -> filter(role).filter(null)).doesNotThrowAnyException();
  }

  @Test
  void aNodeThatOnlyWorksAnswersNobody() {
    assertThatThrownBy(() -> filter("worker").filter(null))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(503));
  }
}
