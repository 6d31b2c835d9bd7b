package evalx.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Accounts of outside producers that do not see each other: each sends jobs, and receives its
 * replies from temporary queues of its own and from the addresses below {@code evalx.replies.NAME}.
 */
public record Producers(List<Account> accounts) {
  private static final String SETTING = "PRODUCERS";
  private static final String REPLIES = "evalx.replies.";

  /** A name is a word of an address. */
  private static final Pattern ACCOUNT = Pattern.compile("([A-Za-z0-9_-]{1,64}):(\\S{1,200})");

  private static final int MIN_SECRET = 8;

  public Producers {
    accounts = List.copyOf(accounts);
  }

  /** Reads accounts in the form {@code name:SECRET}; a wrong one is not repeated. */
  static Producers parse(List<String> texts) {
    var accounts = texts.stream().map(Producers::account).toList();
    var names = new HashSet<String>();
    for (Account account : accounts) {
      if (!names.add(account.name())) {
        throw new BadSetting(SETTING, "names " + account.name() + " more than once");
      }
    }
    return new Producers(accounts);
  }

  private static Account account(String text) {
    var parts = ACCOUNT.matcher(text);
    if (!parts.matches() || parts.group(2).length() < MIN_SECRET) {
      throw new BadSetting(
          SETTING,
          "must look like shop:SECRET,course:SECRET, with names of letters, digits, '_' and '-',"
              + " and secrets of at least "
              + MIN_SECRET
              + " characters");
    }
    return new Account(parts.group(1), parts.group(2));
  }

  void needOthersThan(List<String> names) {
    for (Account account : accounts) {
      if (names.contains(account.name())) {
        throw new BadSetting(
            SETTING, "must not name " + account.name() + ", which is an account of another kind");
      }
    }
  }

  /** The match of the addresses that only one account receives from. */
  public static String replies(Account account) {
    return REPLIES + account.name() + ".#";
  }

  /**
   * Whether a producer may ask for replies at an address that is not temporary. Where the replies
   * of an account go, no other account may have its own sent.
   *
   * @param sender the account that asks; empty where it is unknown
   */
  public boolean mayReply(String address, Optional<String> sender) {
    return address.startsWith(REPLIES)
        && owner(address.substring(REPLIES.length()).split("\\.", 2)[0])
            .equals(sender.flatMap(this::owner));
  }

  private Optional<String> owner(String name) {
    return accounts.stream().map(Account::name).filter(name::equals).findFirst();
  }
}
