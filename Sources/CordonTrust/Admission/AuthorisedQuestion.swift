import CordonValues
import Foundation

/// A question with the charter and permit that allow it, all three verified against the pinned authority. Only
/// ``QuestionAdmission`` makes one. It is what a coordinator needs before it dispatches.
public struct AuthorisedQuestion: Sendable, Hashable {
    public let charter: Signed<Charter>
    public let permit: Signed<Permit>
    public let question: Signed<Question>
    /// Who asks, as the permit names them.
    public let researcher: PermitResearcher

    init(charter: Signed<Charter>, permit: Signed<Permit>, question: Signed<Question>, researcher: PermitResearcher) {
        self.charter = charter
        self.permit = permit
        self.question = question
        self.researcher = researcher
    }

    /// The question's id.
    public var id: String { question.hash }
}

/// A question that the researcher, the authority and the coordinator have signed and that names this node. Only
/// ``QuestionAdmission`` makes one. It is what a node needs before it plans anything.
public struct VerifiedQuestion: Sendable, Hashable {
    public let authorised: AuthorisedQuestion
    public let dispatch: Signed<Dispatch>
    /// The node that this value was made for.
    public let node: String

    init(authorised: AuthorisedQuestion, dispatch: Signed<Dispatch>, node: String) {
        self.authorised = authorised
        self.dispatch = dispatch
        self.node = node
    }

    public var id: String { authorised.id }
    public var charter: Signed<Charter> { authorised.charter }
    public var permit: Signed<Permit> { authorised.permit }
    public var question: Signed<Question> { authorised.question }
    public var researcher: PermitResearcher { authorised.researcher }
}
