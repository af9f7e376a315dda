/** Where the tab's storage keeps who was here. */
export const REFRESH_TOKEN = 'refresh-token';
