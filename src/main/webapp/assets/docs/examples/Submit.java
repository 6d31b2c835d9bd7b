import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

/**
 * Submits a program with two test cases, waits for its result and prints the verdicts. Runs as it
 * is, from Java 17 on: {@code java Submit.java}. A program of more than a page would read the JSON
 * with a library.
 */
public class Submit {
  private static final String EVALX =
      System.getenv().getOrDefault("EVALX", "http://127.0.0.1:3000");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  public static void main(String[] arguments) throws Exception {
    var accepted =
        send(
            request("/submissions")
                .POST(
                    BodyPublishers.ofString(
                        """
                        {
                          "language": "python",
                          "code": "a, b = map(int, input().split())\\nprint(a + b)\\n",
                          "test_cases": [
                            {"stdin": "1 2\\n", "expected_output": "3\\n"},
                            {"stdin": "2 2\\n", "expected_output": "5\\n"}
                          ]
                        }
                        """)));
    var token = Pattern.compile("\"token\":\"([^\"]*)\"").matcher(accepted.body());
    if (!token.find()) {
      throw new IllegalStateException(accepted.body());
    }

    // 202 says how far it is, 200 is the result.
    HttpResponse<String> answer;
    do {
      answer = send(request("/submissions/" + token.group(1) + "?wait=30").GET());
    } while (answer.statusCode() == 202);

    // The first status is that of the submission, each further one that of a test case.
    var status = Pattern.compile("\"status\":\"([^\"]*)\"").matcher(answer.body());
    for (var indent = ""; status.find(); indent = "  ") {
      System.out.println(indent + status.group(1));
    }
  }

  private static HttpRequest.Builder request(String path) {
    var request =
        HttpRequest.newBuilder(URI.create(EVALX + path)).header("Content-Type", "application/json");
    var token = System.getenv("EVALX_TOKEN");
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    var response = HTTP.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw new IllegalStateException(response.body());
    }
    return response;
  }
}
