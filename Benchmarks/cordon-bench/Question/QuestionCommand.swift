import ArgumentParser
import Foundation

struct QuestionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "question",
        abstract: "Warm questions end to end on a running heart federation, beside local execution on the same files.")

    @Argument(help: "The federation's folder, as examples/federation.sh makes it: researcher/ and one folder for each hospital.")
    var federation: String
    @Option(help: "Counted questions.") var questions = 40

    /// What the project aims at for the middle overhead, in seconds.
    private static let aim = 0.05
    private static let warmUps = 5

    func validate() throws {
        guard (1...300).contains(questions) else { throw ValidationError("--questions is a number from 1 to 300.") }
    }

    func run() async throws {
        let researcher = try await Researcher(folder: "\(federation)/researcher")
        let asking = FederatedAsking(researcher: researcher)
        let local = try LocalExecution(
            federation: federation, hospitals: researcher.charter.members.map(\.id), catalog: researcher.catalog)
        print("question: \(Machine.line)")
        var report = QuestionReport()
        for number in 0..<(Self.warmUps + questions) {
            let sql = Self.question(number)
            let isFederatedFirst = number.isMultiple(of: 2)
            let before = isFederatedFirst ? nil : try local.ask(sql)
            let federated = try await asking.ask(sql)
            let alone = try before ?? local.ask(sql)
            if number >= Self.warmUps { report.add(federated, alone) }
        }
        report.print(aim: Self.aim)
    }

    /// Each number another question, so that no stored answer comes back: the bound of the blood pressure moves by one.
    private static func question(_ number: Int) -> String {
        """
        SELECT sex, count(*) AS n, avg(age) AS mean_age, stddev(chol) AS sd_chol FROM patient \
        WHERE trestbps < \(250 + number) GROUP BY sex ORDER BY sex
        """
    }
}
