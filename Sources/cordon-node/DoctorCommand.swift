import ArgumentParser
import CordonNode
import CordonTrust
import CordonValues
import Foundation

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything from the configuration to the coordinator, and say what to do.",
        discussion: """
            Configuration, key file, catalog, mapping, snapshot, columns without variation, disk, record, enrolment, charter, DNS, \
            connection, proxy, TLS, signatures both ways, clock, and whether a proxy cuts a held poll (25 s; --quick leaves that out).

            EXIT CODES
              0  all is well
              1  warnings
              2  the node cannot work
            """)

    @OptionGroup var state: StateOption

    @Flag(help: "Leave out the held poll.")
    var quick = false

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
        let results = await Doctor(state.folder, isQuick: quick).run { result in
            if format == .text { print(result.text) }
        }
        if format == .json { print(String(decoding: StrictJSON.array(results.map(\.json)).formatted, as: UTF8.self)) }
        if results.exitCode != 0 { throw ExitCode(results.exitCode) }
    }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
