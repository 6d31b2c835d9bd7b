package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training code that speaks SandboxFusion. */
@ExtendWith(SharedProduct.class)
class SandboxFusionIT {
  private static final int EQUAL_PROGRAMS = 16;

  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  private static HttpResponse<String> post(String path, String json) {
    return client.send(
        client
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.replace('\'', '"')))
            .build());
  }

  @Test
  void sandboxFusionRunsCode() {
    assertThat(client.get("/sandboxfusion/v1/ping").body()).isEqualTo("\"pong\"");
    var ran =
        post(
            "/sandboxfusion/run_code",
            "{'code':'print(input() + open(input()).read())','language':'python','stdin':'hello\\n"
                + "a.txt','files':{'a.txt':'IHlvdQ==','none':null},'fetch_files':[],"
                + "'compile_timeout':10,'run_timeout':10,'memory_limit_MB':256}");
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(200);
    var answer = Client.json(ran.body());
    assertThat(answer.get("status").asText()).as(ran.body()).isEqualTo("Success");
    assertThat(answer.at("/run_result/stdout").asText()).isEqualTo("hello you\n");
    assertThat(answer.get("compile_result").isNull()).isTrue();

    var broken = post("/sandboxfusion/run_code", "{'code':'int main() {','language':'cpp'}");
    assertThat(broken.statusCode()).as(broken.body()).isEqualTo(200);
    assertThat(Client.json(broken.body()).get("status").asText()).isEqualTo("Failed");
    assertThat(Client.json(broken.body()).at("/compile_result/return_code").asInt()).isEqualTo(1);
    assertThat(post("/sandboxfusion/run_code", "{'code':'x'}").statusCode()).isEqualTo(422);
  }

  /** As FastAPI answers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "run_code | {'code': | json_invalid | ['body']",
        "submit | {'code': | json_invalid | ['body']",
        "list_ids | ~~ | json_invalid | ['body']",
        "run_code | {'code':'1','language':'python','stdin':['x']} | value_error | ['body','stdin']"
      })
  void aMalformedBodyIsToldInAList(String path, String body, String type, String place) {
    var refused = post("/sandboxfusion/" + path, body);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
    var detail = Client.json(refused.body()).at("/detail/0");
    assertThat(detail.get("type").asText()).isEqualTo(type);
    assertThat(detail.get("loc").toString().replace('"', '\'')).isEqualTo(place);
    assertThat(detail.get("msg").asText()).isNotEmpty();
  }

  @Test
  void filesAreSentAndFetched() {
    var ran =
        post(
            "/sandboxfusion/run_code",
            "{'code':'import os; os.mkdir(\\\"d\\\"); open(\\\"d/out.bin\\\","
                + " \\\"wb\\\").write(open(\\\"in/a.bin\\\", \\\"rb\\\").read() * 2)',"
                + "'language':'python','files':{'in/a.bin':'/wCA'},"
                + "'fetch_files':['d/out.bin','./d/out.bin','none.txt']}");
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(200);
    assertThat(Client.json(ran.body()).get("files").toString())
        .as(ran.body())
        .isEqualTo("{\"d/out.bin\":\"/wCA/wCA\",\"./d/out.bin\":\"/wCA/wCA\"}");
  }

  /** It is included or imported, and need not be right by itself. */
  @Test
  void theCodeAloneIsCompiled() {
    var files = "'files':{'twice.cpp':'aW50IHR3aWNlKGludCBuKSB7IHJldHVybiAyICogbjsgfQo='}";
    var included =
        post(
            "/sandboxfusion/run_code",
            "{'code':'#include \\\"twice.cpp\\\"\\n#include <cstdio>\\nint main() {"
                + " printf(\\\"%d\\\", twice(21)); }','language':'cpp',"
                + files
                + "}");
    assertThat(Client.json(included.body()).at("/run_result/stdout").asText())
        .as(included.body())
        .isEqualTo("42");

    var besides =
        post(
            "/sandboxfusion/run_code",
            "{'code':'print(1)','language':'python','files':{'broken.py':'ZGVmOg=='}}");
    assertThat(Client.json(besides.body()).at("/run_result/stdout").asText())
        .as(besides.body())
        .isEqualTo("1\n");
  }

  private static JsonNode square(String code, int n) {
    var ran =
        post(
            "/sandboxfusion/run_code",
            "{'code':'%s','language':'cpp','stdin':'%d'}".formatted(code, n));
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(200);
    var answer = Client.json(ran.body());
    assertThat(answer.at("/run_result/stdout").asText()).isEqualTo(Integer.toString(n * n));
    return answer;
  }

  /** The time of the compiler is measured once, and the same for all that used what it made. */
  @Test
  void equalProgramsWithDifferentInputsAreCompiledOnce() throws Exception {
    var code =
        "#include <cstdio>\\n"
            + "int main() { int n; scanf(\\\"%d\\\", &n); printf(\\\"%d\\\", n * n); } // "
            + ThreadLocalRandom.current().nextLong();
    var threads = Executors.newFixedThreadPool(EQUAL_PROGRAMS);
    try {
      var calls =
          IntStream.range(0, EQUAL_PROGRAMS)
              .<Callable<JsonNode>>mapToObj(n -> () -> square(code, n))
              .toList();
      var times = new HashSet<Double>();
      for (var call : threads.invokeAll(calls, 60, TimeUnit.SECONDS)) {
        times.add(call.get().at("/compile_result/execution_time").asDouble());
      }
      assertThat(times).singleElement().satisfies(time -> assertThat(time).isPositive());
    } finally {
      threads.shutdownNow();
    }
  }

  private static JsonNode submit(String code, String more) {
    var answered =
        post(
            "/sandboxfusion/submit",
            "{'dataset':'mine','id':7,'completion':'So:\\n```python\\n%s\\n```\\n','config':{"
                    .formatted(code)
                + "'dataset_type':'CommonOJDataset','language':'python','provided_data':{'id':7,"
                + "'test':[{'input':{'stdin':'1'},'output':{'stdout':'YES 2\\n0.5'}},"
                + "{'input':{'stdin':'2'},'output':{'stdout':'YES 3\\n0.5'}},"
                + "{'input':{'stdin':'1'},'output':{'stdout':'yes 2\\n0.5'}}]}"
                + more
                + "}}");
    assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
    return Client.json(answered.body());
  }

  @Test
  void aProblemOfTheCallerIsJudged() {
    var right = submit("print(f' Yes {int(input()) + 1} \\\\n0.500001')".replace("'", "\\\""), "");
    assertThat(right.get("accepted").asBoolean()).as(right.toString()).isTrue();
    assertThat(right.get("id").asInt()).isEqualTo(7);
    assertThat(right.get("tests")).hasSize(3);

    var wrong = submit("print(\\\"yes 2\\\\n0.5\\\")", "");
    assertThat(wrong.get("accepted").asBoolean()).isFalse();
    assertThat(wrong.get("tests"))
        .extracting(test -> test.get("passed").asBoolean())
        .containsExactly(true, false);
    assertThat(wrong.at("/tests/1/exec_info/status").asText()).isEqualTo("Success");

    var all = submit("print(\\\"yes 2\\\\n0.5\\\")", ",'extra':{'run_all_cases':true}");
    assertThat(all.get("tests"))
        .extracting(test -> test.get("passed").asBoolean())
        .containsExactly(true, false, true);
  }

  @Test
  void codeOfTheCallerDoesNotRunInTheServer() {
    var refused =
        post(
            "/sandboxfusion/submit",
            "{'dataset':'x','id':1,'completion':'','config':{'dataset_type':'CommonOJDataset',"
                + "'language':'python','custom_extract_logic':'raise SystemExit'}}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("custom_extract_logic is code");
    assertThat(client.get("/sandboxfusion/list_datasets").body()).isEqualTo("[]");
  }
}
