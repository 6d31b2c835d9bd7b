package evalx.admin;

import evalx.broker.BrokerAway;
import evalx.broker.BrokerCheck;
import evalx.broker.SendRefused;
import evalx.redis.RedisAway;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds what is wrong, and says what can be done about it. */
@Singleton
public class FindProblems {
  private final Queues queues;
  private final QueueProblems queueProblems;
  private final NodeProblems nodeProblems;
  private final StoreProblems storeProblems;
  private final BrokerCheck brokerCheck;

  @Inject
  FindProblems(
      Queues queues,
      QueueProblems queueProblems,
      NodeProblems nodeProblems,
      StoreProblems storeProblems,
      BrokerCheck brokerCheck) {
    this.queues = queues;
    this.queueProblems = queueProblems;
    this.nodeProblems = nodeProblems;
    this.storeProblems = storeProblems;
    this.brokerCheck = brokerCheck;
  }

  /** All that is wrong now, errors first; a part that is away is itself a problem. */
  public List<Problem> find() {
    var problems = new ArrayList<Problem>();
    problems.addAll(storeProblems.find());
    problems.addAll(ofNodes());
    problems.addAll(ofQueues());
    for (String finding : brokerCheck.latest().sentences()) {
      problems.add(
          Problem.error(
              "broker_settings",
              "broker",
              finding,
              "set it as artemis/broker.xml has it, and restart the broker"));
    }
    problems.sort(Comparator.comparing(problem -> !problem.isError()));
    return List.copyOf(problems);
  }

  private List<Problem> ofNodes() {
    try {
      return nodeProblems.find();
    } catch (RedisAway e) {
      // said by the problems of the store
      return List.of();
    }
  }

  private List<Problem> ofQueues() {
    try {
      return queueProblems.find(queues.all());
    } catch (BrokerAway | SendRefused e) {
      return List.of(
          Problem.error(
              "broker_away",
              "broker",
              String.valueOf(e.getMessage()),
              "start the broker, or check ARTEMIS_URL and the account of ARTEMIS_USER"));
    } catch (RedisAway e) {
      return List.of();
    }
  }
}
