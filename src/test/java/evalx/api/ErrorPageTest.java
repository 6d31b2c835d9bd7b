package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ErrorPageTest {
  private static Exchange answer(Exchange exchange) throws IOException {
    new ErrorPage().service(exchange.request(), exchange.response());
    return exchange;
  }

  @Test
  void theServersStatusBecomesAProblem() throws IOException {
    var exchange = new Exchange("GET", "/server-error");
    exchange.request().setAttribute(RequestDispatcher.ERROR_STATUS_CODE, 400);

    assertThat(answer(exchange).status).isEqualTo(400);
    assertThat(exchange.headers).containsEntry("Content-Type", "application/problem+json");
  }

  @Test
  void askedForByAClientItIsNotThere() throws IOException {
    assertThat(answer(new Exchange("GET", "/server-error")).status).isEqualTo(404);
  }
}
