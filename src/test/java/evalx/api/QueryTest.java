package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import evalx.format.FieldError;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  private final MultivaluedHashMap<String, String> parameters = new MultivaluedHashMap<>();
  private final Query query = new Query(parameters);

  private List<FieldError> errors() {
    var refusal = catchThrowableOfType(Refusal.class, query::refuseErrors);
    assertThat(refusal.problem().status()).isEqualTo(422);
    return refusal.problem().errors();
  }

  @Test
  void absentParametersHaveDefaults() {
    assertThat(query.waitSeconds(30)).isEqualTo(30);
    assertThat(query.text("language")).isEmpty();
    query.refuseErrors();
  }

  @Test
  void aWaitIsReadInSeconds() {
    parameters.add("wait", "60");
    assertThat(query.waitSeconds(30)).isEqualTo(60);
    query.refuseErrors();
  }

  @ParameterizedTest
  @ValueSource(strings = {"61", "-1", "x", "", "1.5", "99999999999"})
  void aWrongWaitIsNamed(String wait) {
    parameters.add("wait", wait);
    query.waitSeconds(30);
    assertThat(errors())
        .containsExactly(new FieldError("wait", "must be a whole number of seconds from 0 to 60"));
  }

  @Test
  void aParameterThatNobodyAskedForIsNamedWithThoseThatThereAre() {
    parameters.add("wiat", "5");
    query.waitSeconds(0);
    assertThat(errors())
        .containsExactly(
            new FieldError("wiat", "is not a parameter of this request: it takes wait"));
  }

  @Test
  void aRequestWithoutParametersSaysSo() {
    parameters.add("wait", "5");
    assertThat(errors())
        .containsExactly(
            new FieldError("wait", "is not a parameter of this request: it takes none"));
  }

  @Test
  void aParameterThatIsGivenTwiceIsNamed() {
    parameters.addAll("wait", "5", "6");
    query.waitSeconds(0);
    assertThat(errors()).containsExactly(new FieldError("wait", "must be given once"));
  }
}
