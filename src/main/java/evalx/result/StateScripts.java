package evalx.result;

import evalx.redis.Script;

/** The scripts over the state of a job. */
final class StateScripts {
  static final Script CREATE = Script.load("create").repeatable();
  static final Script START = Script.load("start").repeatable();
  static final Script BACK_IN_QUEUE = Script.load("back-in-queue");

  /** Events that are added twice do no harm: readers know them by the number of the test case. */
  static final Script PROGRESS = Script.load("progress").repeatable();

  static final Script FLAG = Script.load("flag").repeatable();

  static final Script COUNT =
      Script.of(
          """
          if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HINCRBY', KEYS[1], ARGV[1], 1) end
          """);

  static final Script KEEP = Script.of("redis.call('PEXPIRE', KEYS[1], ARGV[1])").repeatable();

  static final Script FORGET =
      Script.of(
              """
              if redis.call('HGET', KEYS[1], 'status') == ARGV[1] then redis.call('DEL', KEYS[1]) end
              """)
          .repeatable();

  static final Script DESCRIBE =
      Script.of(
              """
              redis.call('HSET', KEYS[1], 'language', ARGV[1], 'encoding', ARGV[2], 'total', ARGV[3],
                'owner', ARGV[4], 'webhook', ARGV[5])
              if redis.call('PTTL', KEYS[1]) < 0 then
                redis.call('PEXPIRE', KEYS[1], ARGV[6])
              end
              """)
          .repeatable();

  private StateScripts() {}
}
