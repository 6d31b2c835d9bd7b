package evalx.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a Redis says about itself.
 *
 * @param version such as 7.0.15
 * @param usedMemory bytes
 * @param maxMemory bytes; 0 means no limit
 * @param policy what it does when it reaches the limit, such as noeviction
 * @param commands processed since its start, of all its clients
 */
public record RedisFacts(
    String version, long usedMemory, long maxMemory, String policy, long commands) {
  private static final int MIN_VERSION = 7;
  private static final String WANTED_POLICY = "noeviction";

  static RedisFacts of(Map<String, String> info) {
    return new RedisFacts(
        info.getOrDefault("redis_version", ""),
        number(info, "used_memory"),
        number(info, "maxmemory"),
        info.getOrDefault("maxmemory_policy", ""),
        number(info, "total_commands_processed"));
  }

  /** The facts of two servers that have keys of one Redis: those of the fuller one. */
  RedisFacts with(RedisFacts other) {
    var fuller = other.share() > share() ? other : this;
    var unfit = !policy.isEmpty() && !policy.equals(WANTED_POLICY) ? policy : other.policy;
    return new RedisFacts(
        major() <= other.major() ? version : other.version,
        fuller.usedMemory,
        fuller.maxMemory,
        unfit,
        commands + other.commands);
  }

  /** How full it is; one without a limit counts as the fullest. */
  private double share() {
    return maxMemory == 0 ? Double.MAX_VALUE : (double) usedMemory / maxMemory;
  }

  private static long number(Map<String, String> info, String name) {
    var text = info.getOrDefault(name, "");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  /** Whether more than a share of the memory is in use; never where there is no limit. */
  public boolean usesMoreThan(double share) {
    return maxMemory > 0 && usedMemory > maxMemory * share;
  }

  /**
   * How many bytes of a share of the memory are free; where there is no limit, more than there can
   * be.
   */
  public long free(double share) {
    return maxMemory == 0 ? Long.MAX_VALUE : Math.max(0, (long) (maxMemory * share) - usedMemory);
  }

  /** What an operator should change so that results and states are safe there, each a sentence. */
  public List<String> problems() {
    var problems = new ArrayList<String>();
    if (maxMemory == 0) {
      problems.add("maxmemory is 0, so results can take all of the host's memory: set a limit");
    }
    if (!policy.isEmpty() && !policy.equals(WANTED_POLICY)) {
      problems.add(
          "maxmemory-policy is " + policy + ", so states can get lost: set it to noeviction");
    }
    if (major() < MIN_VERSION) {
      problems.add("version " + version + " is not supported: use " + MIN_VERSION + " or newer");
    }
    return problems;
  }

  /** A version that cannot be read passes: some services hide it. */
  private int major() {
    var major = version.split("\\.", 2)[0];
    return major.matches("[0-9]{1,4}") ? Integer.parseInt(major) : MIN_VERSION;
  }
}
