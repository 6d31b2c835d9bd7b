package evalx.events;

import java.util.List;

/** What a subscriber is told of its submission. */
public sealed interface Notice {
  /**
   * Its test cases get on.
   *
   * @param done how many have ended
   * @param cases that have ended since the last such notice
   */
  record Progressed(int done, List<Case> cases) implements Notice {
    public Progressed {
      cases = List.copyOf(cases);
    }
  }

  /**
   * A test case.
   *
   * @param index from 0
   * @param json its result as clients read it
   */
  record Case(int index, String json) {}

  /**
   * Look at the store: the submission may have ended. Also told when the connection to Redis is
   * back, because messages sent in between were lost.
   */
  record MayHaveEnded() implements Notice {}
}
