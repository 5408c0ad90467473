import ArgumentParser
import CordonCatalog
import CordonValues
import Foundation

struct OMOPDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "omop-data",
        abstract: "Writes an invented OMOP database twice: raw, with the usual indexes, and as a node's snapshot.",
        discussion: """
            The same scale and seed give the same rows on every machine. At scale 1: 200,000 persons, 1 million visits, 2 million \
            conditions, 2 million drug exposures, 4 million measurements; ids in the order of dates. FOLDER gets omop.sqlite and \
            snapshots/snapshot-1.sqlite.
            """)

    @Argument(help: "A folder; it is made, and must not hold a database yet.") var folder: String
    @Option(help: "Share of the full size.") var scale = 1.0
    @Option(help: "Another seed gives other rows.") var seed: UInt64 = 20_240_101

    func validate() throws {
        guard scale > 0, scale <= 20 else { throw ValidationError("--scale lies above 0 and up to 20.") }
    }

    func run() throws {
        let catalog = try Catalog.shipped("omop-5.4")
        let size = OMOPSize(scale: scale)
        let database = try TwinDatabase(folder: folder, catalog: catalog)
        var generator = OMOPGenerator(size: size, seed: seed)
        try generator.write(to: database)
        try database.finish(cutoff: OMOPGenerator.last)
        print("\(size.persons) persons, \(size.visits) visits, \(size.conditions) conditions, \(size.drugs) drugs, \(size.measurements) measurements")
    }
}

/// How many rows each table has.
struct OMOPSize {
    let persons: Int
    var visits: Int { 5 * persons }
    var conditions: Int { 10 * persons }
    var drugs: Int { 10 * persons }
    var measurements: Int { 20 * persons }

    init(scale: Double) { persons = max(10, Int(200_000 * scale)) }
}
