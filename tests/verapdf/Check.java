import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks files against PDF/UA-1: a path on each line in, a line of JSON for each out. */
public final class Check {
  private static final int MOST_FAULTS = 200;

  /** Reads paths until the input ends. A file that cannot be read is told of as one with an error. */
  public static void main(String[] arguments) throws Exception {
    // What veraPDF itself prints must not come between the lines of JSON.
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    VeraGreenfieldFoundryProvider.initialise();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String path = in.readLine(); path != null; path = in.readLine()) {
      out.println(check(path));
    }
  }

  private static String check(String path) {
    PDFAFlavour flavour = PDFAFlavour.PDFUA_1;
    try (PDFAParser parser = Foundries.defaultInstance().createParser(Path.of(path).toFile(), flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, MOST_FAULTS, false, false, false)) {
      ValidationResult result = validator.validate(parser);
      TreeSet<String> faults = new TreeSet<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() == TestAssertion.Status.FAILED) {
          faults.add(
              text(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber() + " "
                  + assertion.getMessage() + " (" + assertion.getLocation().getContext() + ")"));
        }
      }
      return "{\"path\":" + text(path) + ",\"compliant\":" + result.isCompliant() + ",\"checks\":"
          + result.getTotalAssertions() + ",\"faults\":[" + String.join(",", faults) + "]}";
    } catch (Exception | StackOverflowError error) {
      return "{\"path\":" + text(path) + ",\"compliant\":false,\"checks\":0,\"faults\":["
          + text("unreadable " + error) + "]}";
    }
  }

  /** Returns a string of JSON. */
  private static String text(String words) {
    List<String> parts = new ArrayList<>();
    for (char letter : words.toCharArray()) {
      if (letter == '"' || letter == '\\') {
        parts.add("\\" + letter);
      } else if (letter < ' ') {
        parts.add(String.format("\\u%04x", (int) letter));
      } else {
        parts.add(String.valueOf(letter));
      }
    }
    return "\"" + String.join("", parts) + "\"";
  }
}
