import ArgumentParser
import CordonAttacker
import CordonTrust
import CordonValues
import Foundation

struct DisclosureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclosure",
        abstract: "Decides which cells of a table are hidden, and attacks what is shown.",
        discussion: """
            FILE is a disclosure instance (protocol/disclosure-instance.md). Printed are the hidden cells, primary and secondary, with the \
            interval that an attacker computes for each primary one, and the cost.

            EXIT CODES
              0   what is shown is safe
              1   it is not, or everything of a part had to be hidden
              64  the command line is not understood
              65  the file does not say what it should
              66  the file cannot be read
              70  something else failed
            """)

    @Argument(help: ArgumentHelp("A disclosure instance.", valueName: "file"))
    var file: String

    @Flag(help: "Attack the pattern that the file gives, in place of deciding one.")
    var given = false

    @Flag(help: "Write JSON.")
    var json = false

    @Option(help: ArgumentHelp("How long deciding and attacking may take each.", valueName: "seconds"))
    var time = 60

    func validate() throws {
        guard (1...86_400).contains(time) else { throw ValidationError("--time is a number of seconds from 1 to 86400.") }
    }

    func run() throws {
        let report: InstanceReport
        do throws(Diagnostic) {
            var limits = SuppressionLimits.standard
            limits.time = .seconds(time)
            report = try InstanceReport(try InstanceFile(path: file), isGiven: given, limits: limits)
        } catch {
            FileHandle.standardError.write(Data("cordon-conformance: \(error)\n".utf8))
            throw ExitCode(ConformanceCommand.exitCode(error.code))
        }
        if json { FileHandle.standardOutput.write(report.json.formatted) } else { print(report.text) }
        if !report.isSafe { throw ExitCode(1) }
    }
}
