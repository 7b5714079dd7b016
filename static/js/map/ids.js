// Names shared with the server (webapp/folium_frame.py).
export const ELEMENT = "map_frame";
