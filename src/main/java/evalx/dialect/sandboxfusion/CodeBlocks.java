package evalx.dialect.sandboxfusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the program in what a model wrote, in one pass over it. */
final class CodeBlocks {
  private static final String FENCE = "```";

  /**
   * A block of code between fences.
   *
   * @param info what its opening fence says of it
   */
  private record Block(String info, String code) {}

  private final String completion;
  private final List<Block> blocks = new ArrayList<>();

  private CodeBlocks(String completion) {
    this.completion = completion;
  }

  /**
   * The first block in a language, else the first one; of those that are closed, else of the one
   * that goes on to the end. Without any, a script for Bash is all of it, and in other languages
   * there is no program: "".
   */
  static String program(String completion, KnownLanguage language) {
    var all = new CodeBlocks(completion);
    all.read();
    var found =
        all.blocks.stream()
            .filter(block -> language.isFence(block.info()))
            .findFirst()
            .or(() -> all.blocks.stream().findFirst());
    return found
        .map(Block::code)
        .orElseGet(() -> language.language().equals("bash") ? completion : "");
  }

  private void read() {
    Optional<Block> open = Optional.empty();
    int from = 0;
    while (open.isEmpty()) {
      int fence = completion.indexOf(FENCE, from);
      int lineEnd = fence < 0 ? -1 : completion.indexOf('\n', fence);
      if (lineEnd < 0) {
        return;
      }
      var info = completion.substring(fence + FENCE.length(), lineEnd).strip();
      int closing = closing(lineEnd);
      if (closing < 0) {
        open = Optional.of(new Block(info, completion.substring(lineEnd + 1)));
      } else {
        blocks.add(new Block(info, code(lineEnd, closing)));
        from = closing + FENCE.length();
      }
    }
    if (blocks.isEmpty()) {
      blocks.add(open.get());
    }
  }

  /** Where a fence is that only white space precedes on its line; below 0 if there is none. */
  private int closing(int from) {
    int fence = completion.indexOf(FENCE, from);
    while (fence >= 0 && !beginsLine(fence)) {
      fence = completion.indexOf(FENCE, fence + FENCE.length());
    }
    return fence;
  }

  private boolean beginsLine(int at) {
    int before = at - 1;
    while (completion.charAt(before) != '\n' && Character.isWhitespace(completion.charAt(before))) {
      before--;
    }
    return completion.charAt(before) == '\n';
  }

  /** What is between the line end of one fence and the other, without blank lines at its end. */
  private String code(int lineEnd, int closing) {
    int end = closing;
    while (end > lineEnd && Character.isWhitespace(completion.charAt(end - 1))) {
      end--;
    }
    int last = completion.indexOf('\n', end);
    return last <= lineEnd ? "" : completion.substring(lineEnd + 1, last);
  }
}
