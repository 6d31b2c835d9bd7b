package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.Settings;
import evalx.intake.NotAllowed;
import evalx.push.Tickets;
import evalx.redis.Addresses;
import evalx.redis.Redis;
import evalx.submission.Caller;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
  /** Where nothing listens; connections are made when they are needed. */
  private static final Redis NO_REDIS = new Redis(Addresses.of("redis://127.0.0.1:1"));

  private static final Map<String, String> TOKENS = Map.of("API_TOKENS", "first,second");

  private static Exchange send(Exchange exchange, Map<String, String> settings, int answer) {
    try {
      var filter = new Authentication(Settings.of(settings::get), new Tickets(NO_REDIS));
      filter.init(Exchange.config());
      filter.doFilter(exchange.request(), exchange.response(), exchange.chain(answer));
      return exchange;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Exchange send(Exchange exchange, Map<String, String> settings) {
    return send(exchange, settings, 200);
  }

  @Test
  void withoutTokensEverybodyIsAnonymous() {
    var exchange = send(new Exchange("POST", "/submissions"), Map.of());

    assertThat(exchange.passed).isTrue();
    assertThat(Authentication.caller(exchange.request())).isEqualTo(Caller.anonymous("192.0.2.7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer second", "bearer second", "BEARER   second "})
  void aKnownTokenNamesTheCaller(String authorization) {
    var exchange =
        send(new Exchange("POST", "/submissions").with("Authorization", authorization), TOKENS);

    assertThat(exchange.passed).isTrue();
    var caller = Authentication.caller(exchange.request());
    assertThat(caller.name()).isEqualTo(Optional.of("token-2"));
    assertThat(caller.may(Caller.Scope.SUBMIT)).isTrue();
    assertThat(caller.may(Caller.Scope.ADMIN)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/jobe/index.php/restapi/runs, first, first, token-1",
    "/jobe/index.php/restapi/languages, any, , ",
  })
  void clientsOfJobeSendTheirKeyWhetherOneIsNeededOrNot(
      String path, String key, String tokens, String name) {
    var settings = new HashMap<>(Map.of("ADMIN_TOKEN", "ADMIN"));
    if (tokens != null) {
      settings.put("API_TOKENS", tokens);
    }
    var exchange = new Exchange("GET", path).with("X-API-KEY", key);

    var caller = Authentication.caller(send(exchange, settings).request());

    assertThat(caller.name()).isEqualTo(Optional.ofNullable(name));
  }

  @ParameterizedTest
  @CsvSource({"/jobe/index.php/restapi/runs, other", "/submissions, first"})
  void aKeyOfJobeThatIsUnknownOrElsewhereIsNone(String path, String key) {
    var exchange = new Exchange("GET", path).with("X-API-KEY", key);

    assertThat(send(exchange, Map.of("API_TOKENS", "first")).status).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer ADMIN, , admin",
    ", grading, grader",
    "Basic eDp5, grading, grader",
    "Bearer first, grading, token-1",
  })
  void aTokenComesInEitherHeader(String authorization, String alone, String name) {
    var exchange = new Exchange("GET", "/submissions");
    if (authorization != null) {
      exchange.with("Authorization", authorization);
    }
    if (alone != null) {
      exchange.with("X-Auth-Token", alone);
    }
    var tokens = Map.of("API_TOKENS", "first,grader:grading;scopes=read", "ADMIN_TOKEN", "ADMIN");

    var caller = Authentication.caller(send(exchange, tokens).request());

    assertThat(caller.name()).contains(name);
    assertThat(caller.may(Caller.Scope.ADMIN)).isEqualTo(name.equals("admin"));
    assertThat(caller.may(Caller.Scope.SUBMIT)).isEqualTo(!name.equals("grader"));
    assertThat(caller.may(Caller.Scope.READ)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/judge0/submissions, first, ADMIN, admin",
    "/judge0/submissions, ADMIN, , admin",
    "/judge0/submissions, first, grading, ",
    "/judge0/submissions, first, other, ",
    "/judge0/submissions, first, , ",
    "/submissions, first, ADMIN, "
  })
  void aClientOfJudge0SendsAnAdministratorsTokenBesideItsOwn(
      String path, String alone, String user, String name) {
    var exchange = new Exchange("GET", path).with("X-Auth-Token", alone);
    if (user != null) {
      exchange.with("X-Auth-User", user);
    }
    var tokens = Map.of("API_TOKENS", "first,grader:grading;scopes=read", "ADMIN_TOKEN", "ADMIN");

    var request = send(exchange, tokens).request();

    assertThat(Authentication.administrator(request).flatMap(Caller::name))
        .isEqualTo(Optional.ofNullable(name));
    assertThat(Authentication.caller(request).name())
        .contains(alone.equals("ADMIN") ? "admin" : "token-1");
  }

  @Test
  void anAdministratorsTokenOfJudge0DoesNotLetIn() {
    var exchange = new Exchange("GET", "/judge0/submissions").with("X-Auth-User", "ADMIN");

    var sent = send(exchange, Map.of("API_TOKENS", "first", "ADMIN_TOKEN", "ADMIN"));

    assertThat(sent.passed).isFalse();
    assertThat(sent.status).isEqualTo(401);
  }

  @Test
  void whereOnlyAnAdministratorHasATokenOthersAreAnonymous() {
    var settings = Map.of("ADMIN_TOKEN", "ADMIN");

    var anonymous = send(new Exchange("GET", "/submissions"), settings);
    assertThat(Authentication.caller(anonymous.request()).name()).isEmpty();
    var wrong = new Exchange("GET", "/submissions").with("Authorization", "Bearer admin");
    assertThat(send(wrong, settings).status).isEqualTo(401);
  }

  @Test
  void behindATrustedProxyAClientIsKnownByItsOwnAddress() {
    var settings = Map.of("TRUSTED_PROXIES", "192.0.2.0/24");
    var exchange =
        new Exchange("GET", "/submissions").with("X-Forwarded-For", "10.9.9.9, 198.51.100.4");

    assertThat(Authentication.caller(send(exchange, settings).request()))
        .isEqualTo(Caller.anonymous("198.51.100.4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "10.0.0.5", "2001:db8:0:0:0:0:0:1", "0:0:0:0:0:0:0:0"})
  void withoutTokensNobodyComesInFromTheNetwork(String address) {
    var submission = send(new Exchange("POST", "/submissions").at(address), Map.of());

    assertThat(submission.passed).isFalse();
    assertThat(submission.status).isEqualTo(403);
    assertThat(submission.body()).contains("API_TOKENS", "ALLOW_ANONYMOUS");
    assertThat(send(new Exchange("GET", "/metrics").at(address), Map.of()).status).isEqualTo(403);
    assertThat(send(new Exchange("GET", "/").at(address), Map.of()).passed).isTrue();
    assertThat(send(new Exchange("GET", "/health/live").at(address), Map.of()).body())
        .isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "0:0:0:0:0:0:0:1", "::1"})
  void everybodyOfThisMachineComesIn(String address) {
    assertThat(send(new Exchange("POST", "/submissions").at(address), Map.of()).passed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.5"})
  void withoutTokensAPageWhoseNameLeadsHereIsRefused(String host) {
    var submission = send(new Exchange("POST", "/submissions").toHosts(host), Map.of());

    assertThat(submission.passed).isFalse();
    assertThat(submission.status).isEqualTo(403);
    assertThat(submission.body()).contains("Host", "API_TOKENS", "ALLOW_ANONYMOUS");
    assertThat(send(new Exchange("GET", "/health/ready").toHosts(host), Map.of()).body())
        .isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LocalHost", "evalx.localhost", "127.0.0.1", "[::1]", "::1"})
  void namesOfThisMachineAloneAreAnswered(String host) {
    assertThat(send(new Exchange("POST", "/submissions").toHosts(host), Map.of()).passed).isTrue();
  }

  @Test
  void anyNameIsAnsweredWithATokenOrWhereASettingSaysSo() {
    var open = Map.of("ALLOW_ANONYMOUS", "true");
    var named = new Exchange("POST", "/submissions").toHosts("evalx.example");

    assertThat(send(named, open).passed).isTrue();
    assertThat(send(named.with("Authorization", "Bearer first"), TOKENS).passed).isTrue();
  }

  @Test
  void theNetworkComesInWithATokenOrWhereASettingSaysSo() {
    var open = Map.of("ALLOW_ANONYMOUS", "true");
    var withToken = new Exchange("POST", "/submissions").with("Authorization", "Bearer first");

    assertThat(send(new Exchange("POST", "/submissions").at("10.0.0.5"), open).passed).isTrue();
    assertThat(send(withToken.at("10.0.0.5"), TOKENS).passed).isTrue();
    assertThat(send(new Exchange("POST", "/submissions").at("10.0.0.5"), TOKENS).status)
        .isEqualTo(401);
  }

  @Test
  void whatACallerMayNotDoIsRefused() {
    var request = send(new Exchange("GET", "/submissions"), Map.of()).request();

    assertThat(Authentication.caller(request, Caller.Scope.READ).may(Caller.Scope.READ)).isTrue();
    assertThatThrownBy(() -> Authentication.caller(request, Caller.Scope.ADMIN))
        .isInstanceOf(NotAllowed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer third", "Bearer ", "Bearer first,second", "bearer firs"})
  void anUnknownTokenIsInvalid(String authorization) {
    var exchange =
        send(new Exchange("GET", "/languages").with("Authorization", authorization), TOKENS);

    assertThat(exchange.passed).isFalse();
    assertThat(exchange.status).isEqualTo(401);
    assertThat(exchange.headers)
        .containsEntry("WWW-Authenticate", "Bearer error=\"invalid_token\"")
        .containsEntry("Content-Type", "application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/submissions",
        "/languages",
        "/health",
        "/health/",
        "/health/live/",
        "/metrics",
        "/openapi",
        "/ws",
        "/nothing",
        "/WEB-INF/web.xml",
        "/healthy"
      })
  void withoutATokenNothingIsTold(String path) {
    var exchange = send(new Exchange("GET", path), TOKENS);

    assertThat(exchange.passed).isFalse();
    assertThat(exchange.status).isEqualTo(401);
    assertThat(exchange.headers).containsEntry("WWW-Authenticate", "Bearer");
    assertThat(exchange.body()).contains("\"status\":401");
  }

  @ParameterizedTest
  @CsvSource({"/health/live, 200, UP", "/health/ready, 503, DOWN", "/health/started, 200, UP"})
  void probesTellTheStatusAlone(String path, int answer, String status) {
    var exchange = send(new Exchange("GET", path), TOKENS, answer);

    assertThat(exchange.status).isEqualTo(answer);
    assertThat(exchange.body()).isEqualTo("{\"status\":\"" + status + "\",\"checks\":[]}");
  }

  /** It is refused there, whoever asks, and says nothing of the node. */
  @ParameterizedTest
  @CsvSource({"/health/ready,", "/health/ready, Bearer first", "/health, Bearer first"})
  void anotherMethodIsNoLookAtTheHealth(String path, String token) {
    var exchange = new Exchange("POST", path);
    if (token != null) {
      exchange.with("Authorization", token);
    }

    send(exchange, Map.of("API_TOKENS", "first"), 405);

    assertThat(exchange.passed).isTrue();
    assertThat(exchange.body()).doesNotContain("DOWN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/ready"})
  void onlyAdministratorsAreToldWhatHealthChecksSay(String path) {
    var settings = Map.of("API_TOKENS", "first", "ADMIN_TOKEN", "admin");
    var ofAdmin = new Exchange("GET", path).with("Authorization", "Bearer admin");
    var ofOther = new Exchange("GET", path).with("Authorization", "Bearer first");

    assertThat(send(ofAdmin, settings).body()).contains("/var/lib");
    assertThat(send(ofOther, settings).body()).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/submissions/%s/events", "/ws/submissions/%s"})
  void aTicketIsLookedUpWhereEventsAreTold(String path) {
    var exchange = new Exchange("GET", path.formatted(UUID.randomUUID()), "ticket", "x");

    assertThat(send(exchange, TOKENS).status).as("Redis is away").isEqualTo(503);
    assertThat(exchange.headers).containsKey("Retry-After");
    assertThat(exchange.passed).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/submissions/%s", "/submissions/%s/cases/1", "/ws", "/languages"})
  void aTicketIsOfNoUseElsewhere(String path) {
    var exchange = new Exchange("GET", path.formatted(UUID.randomUUID()), "ticket", "x");

    assertThat(send(exchange, TOKENS).status).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.html", "/assets/app.js"})
  void pagesNeedNoToken(String path) {
    assertThat(send(new Exchange("GET", path), TOKENS).passed).isTrue();
  }

  @Test
  void metricsAreOpenWhereTheSettingSaysSo() {
    var settings = Map.of("API_TOKENS", "first", "OPEN_METRICS", "true");

    assertThat(send(new Exchange("GET", "/metrics"), settings).passed).isTrue();
    assertThat(send(new Exchange("GET", "/health"), settings).status).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/started"})
  void healthIsOpenWhereTheSettingSaysSo(String path) {
    var settings = Map.of("API_TOKENS", "first", "OPEN_HEALTH", "true");

    var nobody = send(new Exchange("GET", path), settings);
    assertThat(nobody.passed).isTrue();
    assertThat(nobody.body()).doesNotContain("\"checks\":[]");
    assertThat(send(new Exchange("GET", "/metrics"), settings).status).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "/health, true",
    "/health/ready, true",
    "/metrics, true",
    "/, false",
    "/submissions, false",
    "/openapi, false",
    "/healthy, false",
  })
  void aNodeThatOnlyWorksAnswersHealthAndMetrics(String path, boolean served) {
    var settings = Map.of("ROLE", "worker", "ARTEMIS_URL", "tcp://broker:61616");
    var exchange = send(new Exchange("GET", path), settings);

    assertThat(exchange.passed).isEqualTo(served);
    assertThat(exchange.status).isEqualTo(served ? 200 : 503);
  }
}
