package evalx.push;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.redis.Tally;
import evalx.submission.Caller;
import evalx.submission.Sha256;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tickets for browsers, which can send no API token with an event stream: each lets its holder read
 * the events of one submission once, and soon. Redis has their hashes only, and the answers that
 * are kept for idempotency keys.
 */
@Singleton
public class Tickets {
  /** How long a ticket may be used. */
  public static final Duration TIME = Duration.ofSeconds(60);

  /** Of a caller in {@link #TIME}: nothing else bounds those that no stream is opened with. */
  static final int MAX = 1000;

  private static final int BYTES = 32;

  /** What the holder may see: the submissions of others too, or its own. */
  private static final String ADMIN = "a";

  private static final String READER = "r";
  private static final int MAX_LENGTH = 64;
  private static final Script ISSUE =
      Script.of("redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])").repeatable();
  private static final Script REDEEM = Script.of("return redis.call('GETDEL', KEYS[1])");

  private final SecureRandom random = new SecureRandom();
  private final Redis redis;

  @Inject
  public Tickets(Redis redis) {
    this.redis = redis;
  }

  /**
   * A new ticket.
   *
   * @throws TooManyTickets when the caller was given too many
   */
  public String issue(SubmissionId id, Caller caller) {
    if (new Tally(redis, Keys.tickets(caller.limitKey()), TIME).add() > MAX) {
      throw new TooManyTickets(MAX);
    }
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    var ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var holder = id + (caller.may(Caller.Scope.ADMIN) ? ADMIN : READER) + caller.name().orElse("");
    redis.run(ISSUE, List.of(key(ticket)), holder, TIME.toMillis());
    return ticket;
  }

  /**
   * The caller that a ticket was given to, who may read; empty when it is not valid for this
   * submission. It is used up in any case.
   *
   * @param address of the client that sent it
   */
  public Optional<Caller> redeem(String ticket, SubmissionId id, String address) {
    if (ticket.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return Optional.ofNullable((byte[]) redis.run(REDEEM, List.of(key(ticket))))
        .map(holder -> new String(holder, StandardCharsets.UTF_8))
        .filter(holder -> holder.startsWith(id.toString()))
        .map(holder -> holder.substring(id.toString().length()))
        .map(holder -> holder(holder, address));
  }

  private static Caller holder(String holder, String address) {
    var name = Optional.of(holder.substring(1)).filter(known -> !known.isEmpty());
    return new Caller(
        name,
        address,
        holder.startsWith(ADMIN)
            ? Set.of(Caller.Scope.READ, Caller.Scope.ADMIN)
            : Set.of(Caller.Scope.READ));
  }

  private static String key(String ticket) {
    return Keys.ticket(Sha256.hex(ticket.getBytes(StandardCharsets.UTF_8)));
  }
}
