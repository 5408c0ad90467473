/// What a question costs end to end, what local execution costs, and the difference of each pair.
struct QuestionReport {
    private var federated: [AskingTimes] = []
    private var local: [LocalExecution.Times] = []

    mutating func add(_ federated: AskingTimes, _ local: LocalExecution.Times) {
        self.federated.append(federated)
        self.local.append(local)
    }

    func print(aim: Double) {
        let overhead = zip(federated, local).map { $0.total - $1.slowest }
        var table = TextTable(
            "A warm question on four hospitals, \(federated.count) different ones, milliseconds on the clock",
            columns: ["", "p50", "p95"])
        add(&table, "end to end: sign, submit, follow, fetch", federated.map(\.total))
        add(&table, "  submit", federated.map(\.submit))
        add(&table, "  until released", federated.map(\.release))
        add(&table, "  fetch the result", federated.map(\.fetch))
        add(&table, "local execution, one file after the other", local.map(\.sum))
        add(&table, "local execution, slowest file only", local.map(\.slowest))
        add(&table, "overhead: end to end less slowest file", overhead)
        add(&table, "overhead: end to end less all files", zip(federated, local).map { $0.total - $1.sum })
        table.add(["aim for the overhead", Figure.milliseconds(aim), ""])
        table.print()
        let median = Series(overhead).median
        Swift.print(
            "  the aim is \(median <= aim ? "met" : "missed"): \(Figure.times(median / aim)) of it; end to end is "
                + "\(Figure.times(Series(federated.map(\.total)).median / Series(local.map(\.slowest)).median)) local execution")
    }

    private func add(_ table: inout TextTable, _ name: String, _ seconds: [Double]) {
        let series = Series(seconds)
        table.add([name, Figure.milliseconds(series.median), Figure.milliseconds(series.quantile(0.95))])
    }
}
