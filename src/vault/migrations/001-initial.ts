/**
 * The first layout. Released migrations are frozen: they import nothing, and a test holds the hash
 * of each. A later layout is a new file with the next number.
 *
 * Keys: profile [profileId]; slot [profileId, slotId]; keyring [profileId];
 * object [profileId, collection, rowKey]; chunk [profileId, blobKey, index]. All are given from
 * outside, so that one key range names everything of one profile.
 */
export function migrate(database: IDBDatabase): void {
  for (const store of ['profile', 'slot', 'keyring', 'object', 'chunk']) {
    database.createObjectStore(store);
  }
}
