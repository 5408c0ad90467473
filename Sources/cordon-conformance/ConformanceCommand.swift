import ArgumentParser
import CordonValues

@main
struct ConformanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cordon-conformance",
        abstract: "Compares Cordon with known answers. Development only: no package installs it.",
        subcommands: [QuestionsCommand.self, DisclosureCommand.self, UtilityCommand.self], defaultSubcommand: QuestionsCommand.self)

    static func exitCode(_ code: DiagnosticCode) -> Int32 {
        switch code {
        case .usage: 64
        case .catalogInvalid, .documentInvalid, .mappingInvalid, .outOfRange, .tooManyGroups, .versionUnsupported: 65
        case .fileUnreadable: 66
        default: 70
        }
    }
}
