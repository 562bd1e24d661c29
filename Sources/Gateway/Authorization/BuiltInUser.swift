/// The user who signs in whenever a user is needed; `GET /api/v2/users/me` describes the same one.
package enum BuiltInUser {
    package static let id = "5e0d7c1a-94b2-4f63-8a1e-2b7c90d4e6f1"
}
