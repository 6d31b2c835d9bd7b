package evalx.cache;

import evalx.redis.Keys;

/**
 * Names the outcome of a run.
 *
 * @param program by its SHA-256: the runs of one program lie together in a cluster
 * @param run by everything that can make a difference to it
 */
public record RunName(String program, String run) {
  String key() {
    return Keys.run(program, run);
  }
}
