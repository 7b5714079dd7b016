// One photo at its full resolution on a plane of pixels: zoom in as far as the pixels, and beyond.
const { L } = globalThis;
const CLOSEST = 3;

/** Shows `photo` in `node`; its view can be carried over to the next photo. */
export class PhotoPane {
  constructor(node, photo, { ready = () => {}, failed = () => {} } = {}) {
    this.map = L.map(node, {
      crs: L.CRS.Simple, minZoom: -6, maxZoom: CLOSEST, zoomSnap: 0.25, zoomDelta: 0.5,
      wheelPxPerZoomLevel: 90, attributionControl: false, zoomControl: false,
    });
    L.control.zoom({ position: "topright" }).addTo(this.map);
    this.map.setView([0, 0], 0);
    Object.assign(this, { ready, failed, size: null, overlay: null, photo: null });
    if (photo) this.show(photo);
  }

  /** Show a photo; `view` from :meth:`view` keeps zoom and relative place. */
  show(photo, view = null) {
    this.photo = photo;
    const image = new Image();
    image.addEventListener("load", () => this.photo === photo && this.put(image, view));
    image.addEventListener("error", () => this.photo === photo && this.failed());
    image.alt = photo.filename;
    image.src = photo.url ?? photo.thumb_url ?? "";
  }

  put(image, view) {
    const { naturalWidth: width, naturalHeight: height } = image;
    this.overlay?.remove();
    this.size = { width, height };
    const box = L.latLngBounds([[-height, 0], [0, width]]);
    this.overlay = L.imageOverlay(image, box).addTo(this.map);
    this.map.setMaxBounds(box.pad(0.5));
    if (view) this.map.setView(this.place(view.x * width, view.y * height), view.zoom, { animate: false });
    else this.fit();
    this.ready(this.size);
  }

  fit() {
    if (!this.size) return;
    const { width, height } = this.size;
    this.map.invalidateSize();
    this.map.fitBounds([[-height, 0], [0, width]], { animate: false });
  }

  /** Where the person looks: zoom, and the centre as shares of the photo. */
  view() {
    if (!this.size) return null;
    const { x, y } = this.pixel(this.map.getCenter());
    return { zoom: this.map.getZoom(), x: x / this.size.width, y: y / this.size.height };
  }

  /** Pixel of a place on the plane; x to the right, y down. */
  pixel({ lat, lng }) {
    return { x: lng, y: -lat };
  }

  place(x, y) {
    return L.latLng(-y, x);
  }

  remove() {
    this.map.remove();
  }
}
