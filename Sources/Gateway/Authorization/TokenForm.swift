internal import HTTPMessages
internal import Policy
internal import Rules

/// What a request for a token says: the same for the same bytes, whatever clients are known and whatever time it is.
///
/// It is a class, since the one that came last is handed on again and again, and has many strings.
final class TokenForm: Sendable {
    enum GrantType: String, Sendable {
        case clientCredentials = "client_credentials"
        case refreshToken = "refresh_token"
        case authorizationCode = "authorization_code"
        case samlBearer = "urn:ietf:params:oauth:grant-type:saml2-bearer"
    }

    let parameters: FormParameters
    let grantType: GrantType
    let identity: ClientIdentity
    /// The id of `identity` as a form spells it, if that is another one.
    let decodedID: String?

    init(_ request: Request) throws(OAuthError) {
        guard !request.hasEncodedBody else {
            throw OAuthError(.invalidRequest, APIError.encodedBodyProblem, status: .unsupportedMediaType)
        }
        parameters = try Self.parameters(of: request)
        guard let name = parameters["grant_type"] else { throw OAuthError(.invalidRequest, "grant_type is missing") }
        guard let grantType = GrantType(rawValue: name) else {
            throw OAuthError(.unsupportedGrantType, "grant_type is not supported")
        }
        self.grantType = grantType
        identity = try ClientIdentity(request, parameters)
        decodedID = identity.decodedID
    }

    private static func parameters(of request: Request) throws(OAuthError) -> FormParameters {
        if let type = request.value(of: .contentType) {
            let end = type.firstIndex(of: UInt8(ascii: ";")) ?? type.count
            guard
                type.extracting(0..<end).trimmingWhitespace().isEqualIgnoringCase(
                    to: "application/x-www-form-urlencoded"
                )
            else {
                throw OAuthError(.invalidRequest, "the content type is not application/x-www-form-urlencoded")
            }
        }
        do throws(FormParameters.Failure) {
            return try FormParameters(request.body)
        } catch {
            switch error {
            case .malformed: throw OAuthError(.invalidRequest, "the form is malformed")
            case .repeated: throw OAuthError(.invalidRequest, "a parameter is there twice")
            }
        }
    }
}

/// The form that came last: if the same bytes come again, they need not be read again.
struct RecentTokenForm {
    /// Longer bodies are read each time.
    private static let limit = 1024

    private var head: UInt64 = 0
    private var body: [UInt8] = []
    private var form: TokenForm?

    mutating func form(of request: Request) throws(OAuthError) -> TokenForm {
        if let form, request.head.number == head, body.span.isEqual(to: request.body) { return form }
        let read = try TokenForm(request)
        if request.head.number != 0, request.body.count <= Self.limit {
            head = request.head.number
            body = request.body.array
            form = read
        }
        return read
    }
}
