import ArgumentParser
import CordonNode

@main struct CordonNodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cordon-node",
        abstract: "The agent of one hospital in a Cordon network.",
        discussion: """
            The agent answers signed, permitted questions with aggregates of the hospital's own data. It opens HTTPS connections to \
            one coordinator and accepts none. Records, identifiers and keys never leave this machine.

            A new hospital runs, in this order: init, enroll, load, doctor, serve.

            EXIT CODES
              0   all is well
              1   done, but a person should look (rejected lines, warnings of doctor, a node that cannot answer yet)
              2   failed or refused; nothing was changed
              64  the command line is not understood
            """,
        version: NodeAgent.version,
        subcommands: [
            InitCommand.self, EnrollCommand.self, LoadCommand.self, DoctorCommand.self, ServeCommand.self, StatusCommand.self,
            LogCommand.self, RequestsCommand.self, ApproveCommand.self, RejectCommand.self, PolicyCommand.self, AuditCommand.self,
            RevocationsCommand.self, RotateKeyCommand.self, ObjectionsCommand.self, PauseCommand.self, ResumeCommand.self,
        ])
}
