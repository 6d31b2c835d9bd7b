package evalx.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.api.Doors;
import evalx.config.Dialect;
import evalx.format.Problem;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectServletTest {
  private static final class Echo extends DialectServlet {
    private static final long serialVersionUID = 1;

    Echo() {
      super(Dialect.JUDGE0);
    }

    @Override
    protected Reply handle(Call call) {
      return Reply.now(Answer.empty(201));
    }

    @Override
    protected Answer refuse(Problem problem) {
      return Answer.json(problem.status(), "error", problem.detail());
    }
  }

  private static Asked send(
      String method, Map<String, String> headers, Map<String, String> settings) throws IOException {
    var servlet = new Echo();
    servlet.use(Doors.of(settings));
    var asked = new Asked(method, "/submissions", headers);
    servlet.service(asked.request(), asked.response());
    return asked;
  }

  @ParameterizedTest
  @CsvSource({
    "POST,http://evil.example,403",
    "POST,null,403",
    "PUT,http://evil.example,403",
    "DELETE,http://evil.example,403",
    "POST,http://evalx.example:3000,201",
    "POST,https://page.example,201",
    "GET,http://evil.example,201",
    "HEAD,http://evil.example,201",
  })
  void aPageOfAnotherOriginChangesNothing(String method, String origin, int status)
      throws IOException {
    var headers = Map.of("Origin", origin, "Host", "evalx.example:3000");
    var asked = send(method, headers, Map.of("CORS_ORIGINS", "https://page.example"));

    assertThat(asked.status).isEqualTo(status);
    if (status == 403) {
      assertThat(asked.body.toString(UTF_8)).startsWith("{\"error\":\"CORS_ORIGINS");
    }
  }

  @ParameterizedTest
  @CsvSource({"POST", "DELETE"})
  void whatIsNoBrowserOrPageWithATokenMayAsk(String method) throws IOException {
    assertThat(send(method, Map.of(), Map.of()).status).isEqualTo(201);
    var origin = Map.of("Origin", "http://other.example", "Host", "localhost:3000");
    var tokens = Map.of("API_TOKENS", "first");
    assertThat(send(method, origin, tokens).status).isEqualTo(201);
  }
}
