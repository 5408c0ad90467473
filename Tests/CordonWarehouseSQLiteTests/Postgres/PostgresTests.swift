import CordonQuery
import CordonSQLite
import CordonValues
import Foundation
import Testing

@testable import CordonWarehouse
@testable import CordonWarehouseSQLite

/// PostgreSQL 15 beside our two ways to a value, over the expressions of `Expressions/*.expressions`.
///
/// Values are compared, not types: whole numbers and numerics by value, doubles to the last bit (or, where a line says so, to one unit in
/// the last place), everything else by its text. Where PostgreSQL fails, ours must be NULL or refused, and the line be a departure.
struct PostgresTests {
    @Test(.enabled(if: PostgresServer.isExpected, "PostgreSQL 15 is not installed"))
    func `expressions give what PostgreSQL 15 gives, but for the departures of the documentation`() throws {
        let lines = try ExpressionLine.all()
        let answers = try PostgresServer.answers(to: lines.map(\.text))
        let today = try #require(CalendarDate(iso: answers.today))
        let ours = OurWays(cutoff: today)
        var agreeing = 0
        for (line, answer) in zip(lines, answers.rows) {
            let trouble = try ours.trouble(line, answer)
            if let departure = line.departure {
                #expect(trouble != nil, "\(line.file): the departure \(departure) is none: \(line.text)")
            } else if let trouble {
                Issue.record("\(line.file): \(line.text)\n\(trouble)")
            } else {
                agreeing += 1
            }
        }
        #expect(agreeing >= 300)
    }

    @Test func `the departures in the files are those of the documentation`() throws {
        let repository = (0..<4).reduce(URL(filePath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
        let text = try String(contentsOf: repository.appending(path: "docs/query-language.md"), encoding: .utf8)
        let documented = text.split(separator: "\n").compactMap { $0.wholeMatch(of: /\| `([a-z-]+)` \|.*\| here .*/)?.1 }.map(String.init)
        #expect(Set(documented) == Set(try ExpressionLine.all().compactMap(\.departure)))
        #expect(Set(documented).count == documented.count)
    }
}

/// The values of an expression in memory and in SQLite.
private struct OurWays {
    let cutoff: CalendarDate

    /// What differs from PostgreSQL's answer, if anything: nil rows stand for an error there.
    func trouble(_ line: ExpressionLine, _ expected: [String]?) throws -> String? {
        let expression: TypedExpression
        do throws(Refusal) {
            expression = try Planner.expression("SELECT \(line.text) FROM v", catalog: ValuesTable.catalog)
        } catch {
            // Refused here and an error there say the same.
            return expected == nil && line.departure == nil ? nil : "refused: \(error.first.description)"
        }
        let memory = inMemory(expression)
        let stored = try inSQLite(expression)
        guard memory == stored else {
            Issue.record("\(line.file): in memory and in SQLite differ: \(line.text)\n\(memory)\n\(stored)")
            return "our two ways differ"
        }
        guard let expected, expected.count == memory.count else { return "PostgreSQL fails; here \(texts(memory, expression.type))" }
        for (value, text) in zip(memory, expected) where !agrees(value, text, expression.type, line.isNear) {
            return "PostgreSQL \(expected)\nhere       \(texts(memory, expression.type))"
        }
        return nil
    }

    private func texts(_ values: [Value], _ type: ValueType) -> [String] { values.map { $0.isNull ? PostgresServer.null : $0.text(as: type) ?? "?" } }

    private func inMemory(_ expression: TypedExpression) -> [Value] {
        ValuesTable.values.map { row in
            ScalarEvaluator.evaluate(expression) { reference in
                switch reference {
                case .table(_, let column): ValuesTable.columns.firstIndex { $0.name == column }.map { row[$0] } ?? .null
                case .cutoff: .date(cutoff)
                case .key, .aggregate, .window, .value, .grouping: .null
                }
            }
        }
    }

    /// Written as it stands, without folding constants, so that SQLite computes every operation.
    private func inSQLite(_ expression: TypedExpression) throws -> [Value] {
        var writer = SQLiteExpression(cutoff: cutoff)
        let text = writer.write(expression).text
        let connection = try ValuesTable.connection()
        for routine in writer.routines { try connection.register(routine) }
        let statement = try connection.prepare("SELECT \(text) FROM v AS r0")
        try statement.bind(writer.arguments.map(SQLiteValue.init(stored:)))
        var reader = KeyReader(column: 0, type: expression.type)
        var values: [Value] = []
        while try statement.step() {
            if statement.row.isNull(0) {
                values.append(.null)
            } else {
                let word = reader.word(statement.row)
                values.append(reader.value(word))
            }
        }
        return values
    }

    private func agrees(_ value: Value, _ text: String, _ type: ValueType, _ isNear: Bool) -> Bool {
        if value.isNull || text == PostgresServer.null { return value.isNull && text == PostgresServer.null }
        switch value {
        case .integer, .numeric:
            guard let number = Rational(decimal: text) else { return false }
            if case .integer(let whole) = value { return Rational(whole) == number }
            return value == .numeric(number)
        case .double(let double):
            guard let other = Double(text) else { return false }
            return double.value == other || isNear && (double.value.nextUp == other || double.value.nextDown == other)
        case .boolean(let truth): return text == (truth ? "t" : "f")
        case .null, .text, .date, .timestamp: return value.text(as: type) == text
        }
    }
}
