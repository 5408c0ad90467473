import ArgumentParser
import CordonCoordinator
import Foundation
import Logging
import ServiceLifecycle

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service until SIGTERM or SIGINT.",
        discussion: "Logs go to standard error. A killed service takes up its questions where they were when it starts again.")

    @OptionGroup var place: StateOption

    func run() async throws {
        try await reporting {
            let configuration = try CoordinatorConfiguration(state: place.state)
            let logger = ServiceLog.logger(configuration)
            let service = try CoordinatorService(configuration, logger: logger)
            let group = ServiceGroup(
                configuration: .init(
                    services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
            try await group.run()
        }
    }
}
