// Names shared with the server (webapp/folium_frame.py).
export const ELEMENT = "map_frame";

/** From this zoom on leads and issues stand on the ground; before, they would only be piles. */
export const MARKS_FROM = 12;
