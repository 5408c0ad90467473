import CordonCatalog
import CordonQuery
import Foundation
import Testing

@Suite struct ManyQuestionsTests {
    /// A process has 1,024 thread-local keys, and the grammar takes one for each thread it runs on.
    @Test func `after more questions than a process has thread-local keys there are keys left`() throws {
        let catalog = try Catalog.shipped("heart-registry")
        for age in 0..<1100 { _ = try Planner.plan("SELECT count(*) FROM patient WHERE age > \(age)", catalog: catalog) }
        var key = pthread_key_t()
        #expect(pthread_key_create(&key, nil) == 0)
        pthread_key_delete(key)
    }

    @Test func `many questions at once are all planned`() async throws {
        let catalog = try Catalog.shipped("heart-registry")
        let definitions = try await withThrowingTaskGroup(of: String.self) { group in
            for age in 0..<64 {
                group.addTask { try await Planner.plan("SELECT count(*) FROM patient WHERE age > \(age)", catalog: catalog).canonicalDefinition }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(definitions.count == 64)
    }
}
