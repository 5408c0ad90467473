import ArgumentParser

@main
struct CordonBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cordon-bench",
        abstract: "Measures Cordon against named alternatives in the same run.",
        discussion: "Benchmarks/README.md says what is measured and how to read it. Figures of a debug build mean nothing.",
        subcommands: [PartialCommand.self, QuestionCommand.self, OMOPDataCommand.self, OMOPCommand.self, MemoryCommand.self, DisclosureBench.self, AuditBench.self])
}
