package evalx.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class TicketsTest {
  private static final Caller ANN =
      new Caller(Optional.of("ann"), "10.0.0.1", Set.of(Caller.Scope.SUBMIT, Caller.Scope.READ));

  @TempDir static Path folder;
  private static RedisServer server;
  private static Redis redis;

  private final SubmissionId id = SubmissionId.random();
  private final Tickets tickets = new Tickets(redis);

  @BeforeAll
  static void startRedis() {
    server = new RedisServer(folder);
    redis = new Redis(server.address());
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
    server.close();
  }

  @Test
  void aTicketLetsItsHolderReadOnce() {
    var ticket = tickets.issue(id, ANN);

    assertThat(tickets.redeem(ticket, id, "10.0.0.9"))
        .contains(new Caller(Optional.of("ann"), "10.0.0.9", Set.of(Caller.Scope.READ)));
    assertThat(tickets.redeem(ticket, id, "10.0.0.9")).isEmpty();
  }

  @Test
  void anAdministratorsTicketOpensTheSubmissionOfAnybody() {
    var admin =
        new Caller(Optional.of("boss"), "10.0.0.1", Set.of(Caller.Scope.READ, Caller.Scope.ADMIN));
    var ticket = tickets.issue(id, admin);

    assertThat(tickets.redeem(ticket, id, "10.0.0.9").orElseThrow().seesAll()).isTrue();
    assertThat(tickets.redeem(tickets.issue(id, ANN), id, "10.0.0.9").orElseThrow().seesAll())
        .isFalse();
  }

  @Test
  void aTicketOfAnAnonymousClientNamesNobody() {
    var ticket = tickets.issue(id, Caller.anonymous("10.0.0.1"));

    assertThat(tickets.redeem(ticket, id, "10.0.0.9").orElseThrow().name()).isEmpty();
  }

  @Test
  void aTicketIsForOneSubmissionOnly() {
    var ticket = tickets.issue(id, ANN);

    assertThat(tickets.redeem(ticket, SubmissionId.random(), "10.0.0.9")).isEmpty();
    assertThat(tickets.redeem(ticket, id, "10.0.0.9")).as("used up").isEmpty();
  }

  @Test
  void whatIsNoTicketOpensNothing() {
    assertThat(tickets.redeem("", id, "10.0.0.9")).isEmpty();
    assertThat(tickets.redeem("x".repeat(10_000), id, "10.0.0.9")).isEmpty();
  }

  @Test
  void theStoreForgetsATicketAndNeverKnewIt() {
    var ticket = tickets.issue(id, ANN);

    try (var jedis = new Jedis(server.uri())) {
      assertThat(jedis.keys("evalx:ticket:*"))
          .isNotEmpty()
          .allMatch(key -> !key.contains(ticket))
          .allMatch(key -> jedis.pttl(key) > 0 && jedis.pttl(key) <= 60_000);
    }
  }

  @Test
  void aCallerIsGivenABoundedNumberOfThemInAMinute() {
    var caller = Caller.anonymous("2001:db8::1");
    var neighbour = Caller.anonymous("2001:db8::2");
    var key = "evalx:tickets:" + caller.limitKey();
    var last = "";
    tickets.issue(id, caller);
    try (var jedis = new Jedis(server.uri())) {
      assertThat(jedis.pttl(key)).isBetween(1L, 60_000L);
      jedis.incrBy(key, Tickets.MAX - 2L);
      last = tickets.issue(id, neighbour);
      var keys = jedis.dbSize();

      assertThatThrownBy(() -> tickets.issue(id, caller)).isInstanceOf(TooManyTickets.class);
      assertThat(jedis.dbSize()).as("keys").isEqualTo(keys);
    }
    assertThat(tickets.redeem(last, id, "10.0.0.9")).isPresent();
    assertThat(tickets.issue(id, Caller.anonymous("192.0.2.7"))).isNotEmpty();
  }
}
