import CordonValues

/// What a person is told while a question is followed.
struct ShownProgress {
    private var isToldToWait = false

    mutating func show(_ status: QuestionStatus) {
        if let waiting = status.waiting, !isToldToWait {
            isToldToWait = true
            ProgressLine.clear()
            // It may take as long as a person at a hospital takes.
            Outcome.say(waiting.diagnostic.description.onOneLine)
        }
        ProgressLine.show(status.progress)
    }
}
