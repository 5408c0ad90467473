import CordonQuery
import CordonTestSupport
import CordonValues
import CordonWarehouse
import Testing

struct ScalarTests {
    @Test(arguments: ScalarCase.all)
    func `a scalar gives what its table says`(_ scalar: ScalarCase) throws {
        let values = scalar.arguments.map(\.value)
        if scalar.function == "cast" {
            #expect(values[0].cast(to: scalar.result.type) == scalar.result.value)
        } else {
            let function = try #require(ScalarFunction(rawValue: scalar.function))
            #expect(function.apply(values, resultType: scalar.result.type) == scalar.result.value)
        }
    }

    @Test func `every function has a line in the tables`() {
        let covered = Set(ScalarCase.all.map(\.function))
        #expect(ScalarFunction.allCases.map(\.rawValue).filter { !covered.contains($0) } == [])
    }

    @Test func `CASE takes the first branch that is true, and NULL is not`() {
        let expression = TypedExpression.cases(
            [
                CaseBranch(condition: .constant(.null, .boolean), result: .constant(.integer(1), .integer)),
                CaseBranch(condition: .constant(.boolean(false), .boolean), result: .constant(.integer(2), .integer)),
                CaseBranch(condition: .constant(.boolean(true), .boolean), result: .constant(.integer(3), .integer)),
            ], otherwise: .constant(.integer(4), .integer), .integer)
        #expect(ScalarEvaluator.evaluate(expression) { _ in .null } == .integer(3))
    }

    @Test func `a constant that no warehouse can hold is NULL`() {
        #expect(ScalarEvaluator.evaluate(.constant(.double(.nan), .double)) { _ in .null } == .null)
        #expect(ScalarEvaluator.evaluate(.constant(.double(.infinity), .double)) { _ in .null } == .null)
    }

    @Test(arguments: ["0", "-1", "0.5", "-12.25", "0.001", "100", "1234567890123456789012345678901234567890.125"])
    func `a numeric's text is its shortest decimal`(_ text: String) throws {
        let value = try #require(Rational(decimal: text))
        #expect(NumericText.write(value) == text)
        #expect(NumericText.read(text) == value)
    }

    @Test func `a numeric without a short decimal is written as its quotient`() throws {
        let third = try #require(Rational(1, over: 3))
        #expect(NumericText.write(third) == "1/3")
        #expect(NumericText.read("1/3") == third)
        #expect(NumericText.read("1/0") == nil)
        let tiny = try #require(Rational(decimal: "1e-41"))
        #expect(NumericText.read(NumericText.write(tiny)) == tiny)
    }
}
