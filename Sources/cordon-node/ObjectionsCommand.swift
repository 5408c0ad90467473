import ArgumentParser
import CordonNode
import CordonValues
import Foundation

struct ObjectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "objections",
        abstract: "Patients who object to the use of their data (GDPR, article 21).",
        discussion: """
            The list stays on this machine, in the state folder, readable by its owner alone. It holds the hospital's own identifiers, as \
            the patient key of the loaded data has them. The next 'load' leaves those patients out with all their rows; what was released \
            before stays released. Results say that the list was applied, never how long it is.

            A list that was begun is needed for every later load: a load that cannot read it fails.
            """,
        subcommands: [Add.self, Import.self, Remove.self, Status.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add patients to the list.",
            discussion: "Other users of this machine see the arguments of a running command; - reads identifiers from standard input, one a line.")

        @OptionGroup var state: StateOption
        @OptionGroup var patients: PatientArguments

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                let added = try ObjectionDesk(state.folder).add(patients.identifiers)
                return conclude(added > 0, "Added, as far as they were not in the list.", "All of them are in the list already.")
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add all patients of a file to the list.", discussion: "Nobody is taken off the list. An empty file begins an empty list.")

        @OptionGroup var state: StateOption
        @Argument(help: "One identifier a line, or a CSV file with a header; .gz and .zst too.") var file: String
        @Option(help: "The column of a CSV file that holds the identifiers.") var column: String?

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                let added = try ObjectionDesk(state.folder).import(file, column: column)
                return conclude(added > 0, "Imported, as far as they were not in the list.", "The list has them all already.")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take patients off the list.",
            discussion: "Other users of this machine see the arguments of a running command; - reads identifiers from standard input, one a line.")

        @OptionGroup var state: StateOption
        @OptionGroup var patients: PatientArguments

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                let removed = try ObjectionDesk(state.folder).remove(patients.identifiers)
                return conclude(removed > 0, "Removed, as far as they were in the list.", "None of them is in the list.")
            }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How long the list is, and whether the newest snapshot leaves its patients out.",
            discussion: "These are numbers of patients: they are for the hospital alone.")

        @OptionGroup var state: StateOption

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                try ObjectionStatus(state.folder).lines.forEach { print($0) }
                return 0
            }
        }
    }
}

/// Identifiers as arguments, or - for those of standard input.
struct PatientArguments: ParsableArguments {
    @Argument(help: "The hospital's own identifiers of the patients; - reads them from standard input.") var ids: [String]

    var identifiers: [String] {
        guard ids == ["-"] else { return ids }
        let text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).map(String.init)
    }
}

private func conclude(_ changed: Bool, _ done: String, _ nothing: String) -> Int32 {
    print(changed ? "\(done) Load the data again: until then the snapshot in use is as it was." : nothing)
    return 0
}
