import fish.payara.micro.PayaraMicro;
import java.io.File;
import java.util.Scanner;

/**
 * Payara Micro that deploys and undeploys what the lines of stdin say: {@code deploy NAME ROOT
 * FILE}, {@code undeploy NAME}. It tells when it has done one, and ends with its stdin.
 */
class CommandedPayara {
  public static void main(String[] arguments) throws Exception {
    var server =
        PayaraMicro.getInstance()
            .setNoCluster(true)
            .setHttpPort(Integer.parseInt(arguments[0]))
            .setRootDir(new File(arguments[1]))
            .bootStrap();
    var lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      var line = lines.nextLine();
      var words = line.split(" ");
      if (words[0].equals("deploy")) {
        server.deploy(words[1], words[2], new File(words[3]));
      } else {
        server.undeploy(words[1]);
      }
      System.out.println("done: " + line);
    }
    System.exit(0);
  }
}
