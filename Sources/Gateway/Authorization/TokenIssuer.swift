internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy

/// Stamps and signs access tokens by the policy in force, and puts the token endpoint's answer together.
///
/// Each event loop has one.
final class TokenIssuer {
    private let signer: TokenSigner
    private var ids = UUID.SecretSequence()
    /// A buffer that is used for every token in turn; it holds the claims of the last one.
    private var scratch: [UInt8] = []
    /// Whose claims those are, and how many bytes at their start say so: mostly the same client asks again.
    private var parties: (client: String, subject: String, count: Int)?

    init(signer: TokenSigner) { self.signer = signer }

    /// An id for a token that comes from no sign-in.
    func nextID() -> String { ids.next().text }

    func claims(client: String, subject: String, id: String, settings: Settings, moment: Moment) -> AccessTokenClaims {
        AccessTokenClaims(
            client: client,
            subject: subject,
            id: id,
            now: moment.issuerNow,
            lifetime: settings.tokenLifetime,
            precision: settings.timestampPrecision,
            rounding: settings.iatRounding,
            backdate: settings.backdate
        )
    }

    /// - Parameter overrides: claims that replace the usual ones; null removes one.
    func token(_ claims: AccessTokenClaims, overrides: JSONObject = JSONObject()) -> String {
        signer.sign(claims.json.merging(overrides))
    }

    /// Appends the answer of RFC 6749 §5.1 to a successful request.
    ///
    /// - Parameter refreshToken: absent for client credentials, as in the real service.
    func appendAnswer(
        _ claims: AccessTokenClaims,
        refreshToken: String?,
        expiresIn: Int,
        to output: inout [UInt8]
    ) {
        if let parties, parties.client.isIdentical(to: claims.client), parties.subject.isIdentical(to: claims.subject) {
            scratch.removeSubrange(parties.count...)
        } else {
            scratch.removeAll(keepingCapacity: true)
            claims.appendBeginning(to: &scratch)
            parties = (claims.client, claims.subject, scratch.count)
        }
        claims.appendRest(to: &scratch)
        let payload = scratch
        output.append(#"{"access_token": ""#)
        signer.appendToken(over: payload.span, to: &output)
        if let refreshToken {
            output.append(#"", "refresh_token": ""#)
            JSONWriter.appendEscaped(refreshToken.utf8, to: &output)
        }
        output.append(#"", "token_type": "bearer", "expires_in": "#)
        output.append(decimal: expiresIn)
        output.append("}")
    }
}
