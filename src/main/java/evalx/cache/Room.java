package evalx.cache;

/** How much of Redis the caches may fill, so that states and results always fit. */
final class Room {
  /** Share of maxmemory above which nothing more is cached, and what is cached is trimmed. */
  static final double MOST = 0.8;

  /** Share at which trimming ends. */
  static final double TRIMMED = 0.7;

  /** Lua: a function that says whether more than a share of the memory is in use. */
  static final String SCRIPT =
      """
      local function used_more_than(share)
        local info = redis.call('INFO', 'memory')
        local used = tonumber(string.match(info, 'used_memory:(%d+)'))
        local most = tonumber(string.match(info, 'maxmemory:(%d+)'))
        return most > 0 and used > most * share
      end
      """;

  private Room() {}
}
