package evalx;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The order of the house: what may know of what. */
@AnalyzeClasses(packages = "evalx", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** What of the operators' view everybody may see. */
  private static final DescribedPredicate<JavaClass> THE_LOAD =
      nameMatching("evalx\\.admin\\.ServerLoad(\\$.*)?").forSubtype();

  private static final DescribedPredicate<JavaClass> THE_DOOR =
      nameMatching("evalx\\.api\\.Door(\\$.*)?").forSubtype();

  @ArchTest
  static final ArchRule componentsFormNoCycle =
      slices().matching("evalx.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyApiAndTelemetryKnowHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages("evalx.api..", "evalx.telemetry..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("jakarta.ws.rs..")
                  .or(resideInAPackage("evalx.api..").and(not(THE_DOOR))));

  @ArchTest
  static final ArchRule onlyDialectsUseTheDoor =
      noClasses()
          .that()
          .resideOutsideOfPackages("evalx.api..", "evalx.dialect..")
          .should()
          .dependOnClassesThat(THE_DOOR);

  @ArchTest
  static final ArchRule dialectsMapAndRunNothing =
      noClasses()
          .that()
          .resideInAPackage("evalx.dialect..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("evalx..")
                  .and(not(THE_LOAD))
                  .and(
                      not(
                          resideInAnyPackage(
                              "evalx.dialect..",
                              "evalx.api..",
                              "evalx.intake..",
                              "evalx.result..",
                              "evalx.events..",
                              "evalx.format..",
                              "evalx.submission..",
                              "evalx.language..",
                              "evalx.node..",
                              "evalx.threads..",
                              "evalx.history..",
                              "evalx.files..",
                              "evalx.webhook..",
                              "evalx.config.."))));

  @ArchTest
  static final ArchRule dialectsDoNotKnowEachOther =
      slices().matching("evalx.dialect.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule languagesAreData =
      classes()
          .that()
          .resideInAPackage("evalx.language..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "evalx.language..",
              "evalx.submission..",
              "com.fasterxml.jackson..",
              "jakarta.enterprise.inject..",
              "org.jspecify..",
              "java..");

  @ArchTest
  static final ArchRule aJobsRoomsBuildOnEachOther =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("verdict")
          .definedBy("evalx.verdict..")
          .layer("capacity")
          .definedBy("evalx.capacity..")
          .layer("compilation")
          .definedBy("evalx.compilation..")
          .layer("execution")
          .definedBy("evalx.execution..")
          .layer("node")
          .definedBy("evalx.node..")
          .whereLayer("verdict")
          .mayNotAccessAnyLayer()
          .whereLayer("capacity")
          .mayNotAccessAnyLayer()
          .whereLayer("compilation")
          .mayOnlyAccessLayers("verdict", "capacity")
          .whereLayer("execution")
          .mayOnlyAccessLayers("verdict", "capacity", "compilation");

  @ArchTest
  static final ArchRule executionKnowsNothingAboveIt =
      noClasses()
          .that()
          .resideInAnyPackage(
              "evalx.execution..",
              "evalx.compilation..",
              "evalx.verdict..",
              "evalx.capacity..",
              "evalx.node..",
              "evalx.sandbox..",
              "evalx.result..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "evalx.queue..",
              "evalx.broker..",
              "evalx.events..",
              "evalx.completion..",
              "evalx.work..");

  @ArchTest
  static final ArchRule queueKnowsMessagesOnly =
      noClasses()
          .that()
          .resideInAPackage("evalx.queue..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "evalx.work..",
              "evalx.completion..",
              "evalx.events..",
              "evalx.execution..",
              "evalx.sandbox..",
              "evalx.result..",
              "evalx.redis..");

  @ArchTest
  static final ArchRule completionKnowsNothingOfRuns =
      noClasses()
          .that()
          .resideInAPackage("evalx.completion..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("evalx.work..", "evalx.execution..", "evalx.sandbox..");

  @ArchTest
  static final ArchRule eventsKnowOnlyWhatCarriesThem =
      classes()
          .that()
          .resideInAPackage("evalx.events..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "evalx.events..", "evalx.submission..", "evalx.redis..", "evalx.limit..")
                  .or(resideInAPackage("evalx.config.."))
                  .or(not(resideInAPackage("evalx.."))));

  @ArchTest
  static final ArchRule onlyDoorsAskForWork =
      noClasses()
          .that()
          .resideOutsideOfPackages("evalx.work..", "evalx.api..", "evalx.admin..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("evalx.work..");

  @ArchTest
  static final ArchRule valuesKnowNothing =
      classes()
          .that()
          .resideInAPackage("evalx.submission..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("evalx.submission..", "org.jspecify..", "java..");

  @ArchTest
  static final ArchRule threadsKnowNothingOfTheDomain =
      classes()
          .that()
          .resideInAPackage("evalx.threads..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("evalx.threads..", "jakarta..", "org.jspecify..", "java..");

  @ArchTest
  static final ArchRule jmsStaysWithTheBrokerAndTheQueue =
      noClasses()
          .that()
          .resideOutsideOfPackages("evalx.broker..", "evalx.queue..", "evalx.adapter..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.jms..");

  @ArchTest
  static final ArchRule artemisStaysInTheAdapter =
      noClasses()
          .that()
          .resideOutsideOfPackage("evalx.adapter..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.activemq..");

  @ArchTest
  static final ArchRule theAdapterTravelsWithSettingsAndControlOnly =
      noClasses()
          .that()
          .resideInAPackage("evalx.adapter..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("evalx..")
                  .and(not(resideInAPackage("evalx.adapter..")))
                  .and(not(resideInAnyPackage("evalx.config..", "evalx.control.."))));

  /** What is named elsewhere is loaded on a server that lacks what it extends. */
  @ArchTest
  static final ArchRule threeClassesOfPayaraAreNamedOutside =
      noClasses()
          .that()
          .resideOutsideOfPackage("evalx.payara")
          .should()
          .dependOnClassesThat(
              resideInAPackage("evalx.payara")
                  .and(
                      not(
                          nameMatching(
                              "evalx\\.payara\\.(ListenerGuard|PayaraConnection|EarlyFrames)(\\$.*)?"))));

  @ArchTest
  static final ArchRule openLibertyIsKnownToTheApiAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages("evalx.api", "evalx.liberty")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("evalx.liberty");

  @ArchTest
  static final ArchRule theRedisClientStaysWithRedis =
      noClasses()
          .that()
          .resideOutsideOfPackage("evalx.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("redis.clients..");

  @ArchTest
  static final ArchRule theDockerClientStaysWithTheSandbox =
      noClasses()
          .that()
          .resideOutsideOfPackage("evalx.sandbox..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.github.dockerjava..");

  @ArchTest
  static final ArchRule theHttpClientStaysWithThoseWhoCallOthers =
      noClasses()
          .that()
          .resideOutsideOfPackages("evalx.webhook..", "evalx.advice..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hc..");

  @ArchTest
  static final ArchRule processesAndSocketsStayWithTheSandbox =
      noClasses()
          .that()
          .resideOutsideOfPackage("evalx.sandbox..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.lang\\.ProcessBuilder|java\\.nio\\.channels\\.SocketChannel");

  @ArchTest
  static final ArchRule theSandboxPortKnowsNoDriver =
      noClasses()
          .that()
          .resideInAPackage("evalx.sandbox")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("evalx.sandbox.*..");

  @ArchTest
  static final ArchRule onlyTheChoiceOfDriversKnowsThemAll =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "evalx.sandbox.drivers..", "evalx.sandbox.isolate..", "evalx.sandbox.docker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("evalx.sandbox.isolate..", "evalx.sandbox.docker..");

  @ArchTest
  static final ArchRule configurationIsReadInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("evalx.config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.microprofile.config..")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  /** Payara leaves the threads of such an executor when the application is deployed again. */
  @ArchTest
  static final ArchRule noScheduledExecutorIsTheServers =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveSimpleName("ManagedScheduledExecutorDefinition")
          .orShould()
          .dependOnClassesThat()
          .haveSimpleName("ManagedScheduledExecutorService");

  @ArchTest
  static final ArchRule namesSayWhatThingsAre =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Helper");
}
