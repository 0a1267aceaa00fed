# SPDX-License-Identifier: AGPL-3.0-or-later
"""Phrases of an agricultural office, by the unit that handles them, as a trích yếu.

The subjects of the light rows are built from these banks: kind of paper, then what is asked, then
the matter, then where or when. Demo data, made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

MATTERS: Mapping[str, tuple[str, ...]] = {
    "TT": (
        "sản xuất lúa vụ Hè Thu",
        "chuyển đổi cơ cấu cây trồng trên đất lúa",
        "xây dựng cánh đồng lớn",
        "sản xuất rau an toàn theo VietGAP",
        "quản lý sản xuất, kinh doanh giống cây trồng",
        "phát triển cây ăn quả có múi",
        "tái canh cây điều",
        "sử dụng phân bón hữu cơ",
        "khắc phục diện tích sắn bị khảm lá",
        "phát triển vùng nguyên liệu mía",
        "bảo tồn giống lúa địa phương",
        "xây dựng mã số vùng trồng",
        "cơ giới hóa trong sản xuất lúa",
    ),
    "CN": (
        "tái cơ cấu ngành chăn nuôi",
        "di dời cơ sở chăn nuôi khỏi khu dân cư",
        "cải tạo đàn bò bằng thụ tinh nhân tạo",
        "quản lý thức ăn chăn nuôi",
        "xử lý chất thải chăn nuôi",
        "kê khai hoạt động chăn nuôi",
        "phát triển chăn nuôi gà thả đồi",
        "xây dựng vùng chăn nuôi an toàn sinh học",
        "bình tuyển lợn đực giống",
        "phát triển bò thịt chất lượng cao",
    ),
    "CCTY": (
        "tiêm phòng vắc xin cúm gia cầm",
        "phòng, chống bệnh viêm da nổi cục trên trâu, bò",
        "phòng, chống bệnh dại trên đàn chó, mèo",
        "kiểm dịch vận chuyển động vật",
        "kiểm soát giết mổ gia súc, gia cầm",
        "vệ sinh, khử trùng tiêu độc môi trường chăn nuôi",
        "giám sát bệnh lở mồm long móng",
        "phòng bệnh cho tôm nuôi nước lợ",
        "quản lý thuốc thú y",
        "cấp giấy chứng nhận cơ sở an toàn dịch bệnh",
        "hỗ trợ người chăn nuôi có lợn bị tiêu hủy",
    ),
    "CCBVTV": (
        "phòng trừ rầy nâu, rầy lưng trắng hại lúa",
        "diệt chuột bảo vệ sản xuất",
        "quản lý thuốc bảo vệ thực vật",
        "thu gom bao gói thuốc bảo vệ thực vật sau sử dụng",
        "phòng trừ sâu keo mùa thu hại ngô",
        "phòng trừ bệnh chết nhanh trên hồ tiêu",
        "áp dụng quản lý dịch hại tổng hợp IPM",
        "kiểm dịch thực vật nội địa",
        "phòng trừ bọ cánh cứng hại dừa",
        "huấn luyện nông dân sử dụng thuốc an toàn",
    ),
    "TS": (
        "chống khai thác hải sản bất hợp pháp (IUU)",
        "lắp đặt thiết bị giám sát hành trình tàu cá",
        "phát triển nuôi tôm thẻ chân trắng công nghệ cao",
        "khai thác cá ngừ đại dương theo chuỗi",
        "hỗ trợ ngư dân khai thác vùng biển xa",
        "thả giống tái tạo nguồn lợi thủy sản",
        "cho vay đóng mới, nâng cấp tàu cá",
        "quản lý nghề lưới kéo ven bờ",
        "bảo vệ nguồn lợi thủy sản đầm Thị Nại",
    ),
    "CCTS": (
        "đăng ký, đăng kiểm tàu cá",
        "cấp giấy phép khai thác thủy sản",
        "quản lý hạn ngạch tàu cá vùng khơi",
        "xác nhận nguồn gốc thủy sản khai thác",
        "kiểm soát tàu cá ra vào cảng",
        "tuần tra, xử lý nghề cấm vùng ven bờ",
        "đào tạo thuyền trưởng, máy trưởng tàu cá",
        "xóa đăng ký tàu cá giải bản",
    ),
    "CCTL": (
        "vận hành hồ chứa nước Định Bình",
        "bảo đảm an toàn đập, hồ chứa nước trước mùa mưa lũ",
        "phòng, chống hạn hán, xâm nhập mặn",
        "nạo vét kênh mương nội đồng",
        "sửa chữa đê sông Kôn, đê sông Hà Thanh",
        "hỗ trợ giá sản phẩm, dịch vụ công ích thủy lợi",
        "xử lý vi phạm hành lang bảo vệ công trình thủy lợi",
        "kiên cố hóa kênh mương",
        "cập nhật phương án ứng phó thiên tai",
        "sửa chữa, nâng cấp hồ Núi Một",
        "điều tiết nước phục vụ vụ Đông Xuân",
        "trồng cây chắn sóng bảo vệ đê",
    ),
    "CCKL": (
        "phòng cháy, chữa cháy rừng mùa khô",
        "giao rừng gắn với giao đất lâm nghiệp",
        "chi trả dịch vụ môi trường rừng",
        "trồng rừng thay thế",
        "quản lý cơ sở chế biến gỗ",
        "cấp chứng chỉ quản lý rừng bền vững FSC",
        "xử lý vụ phá rừng, lấn chiếm đất lâm nghiệp",
        "quản lý động vật hoang dã gây nuôi",
        "trồng cây phân tán",
        "theo dõi diễn biến rừng và đất lâm nghiệp",
        "chuyển mục đích sử dụng rừng để thực hiện dự án",
    ),
    "NTM": (
        "xây dựng nông thôn mới nâng cao",
        "xây dựng nông thôn mới kiểu mẫu",
        "thực hiện Chương trình mỗi xã một sản phẩm (OCOP)",
        "xử lý nợ đọng xây dựng cơ bản nông thôn mới",
        "thẩm định xã đạt chuẩn nông thôn mới",
        "xây dựng khu dân cư kiểu mẫu",
        "huy động nguồn lực xây dựng giao thông nông thôn",
        "đánh giá sự hài lòng của người dân về nông thôn mới",
    ),
    "CCPTNT": (
        "củng cố hợp tác xã nông nghiệp",
        "bố trí dân cư vùng thiên tai",
        "phát triển ngành nghề nông thôn",
        "liên kết sản xuất gắn với tiêu thụ nông sản",
        "đào tạo nghề cho lao động nông thôn",
        "thực hiện chính sách hỗ trợ hợp tác xã",
        "phát triển kinh tế trang trại",
        "bảo tồn làng nghề rượu Bàu Đá",
    ),
    "CCQLCL": (
        "bảo đảm an toàn thực phẩm nông, lâm, thủy sản",
        "kiểm tra cơ sở chế biến thủy sản",
        "giám sát dư lượng hóa chất trong tôm nuôi",
        "truy xuất nguồn gốc nông sản",
        "xử lý cơ sở kinh doanh phân bón kém chất lượng",
        "cấp giấy xác nhận kiến thức an toàn thực phẩm",
        "phát triển chuỗi thực phẩm an toàn",
    ),
    "TTKN": (
        "xây dựng mô hình khuyến nông",
        "tập huấn kỹ thuật cho nông dân",
        "nhân rộng mô hình tưới tiết kiệm cho cây lạc",
        "nuôi vỗ béo bò thịt trong nông hộ",
        "sản xuất lúa giống cộng đồng",
        "thông tin, tuyên truyền khuyến nông",
        "nuôi cá lồng bè trên hồ chứa",
        "trồng rừng gỗ lớn theo mô hình khuyến lâm",
    ),
    "TTNS": (
        "cấp nước sạch nông thôn",
        "bảo vệ nguồn nước sinh hoạt nông thôn",
        "sửa chữa công trình cấp nước tập trung",
        "điều chỉnh giá tiêu thụ nước sạch nông thôn",
        "theo dõi Bộ chỉ số nước sạch nông thôn",
        "xây dựng nhà tiêu hợp vệ sinh",
    ),
    "KHTC": (
        "giải ngân vốn đầu tư công",
        "lập dự toán ngân sách ngành nông nghiệp",
        "quyết toán dự án hoàn thành",
        "quản lý, sử dụng tài sản công",
        "thực hiện tự chủ tài chính của đơn vị sự nghiệp",
        "phân bổ vốn sự nghiệp kinh tế",
        "rà soát danh mục dự án thu hút đầu tư",
        "thực hành tiết kiệm, chống lãng phí",
        "xử lý trụ sở dôi dư",
        "lập kế hoạch đầu tư công trung hạn",
        "hỗ trợ kinh phí khắc phục hậu quả thiên tai",
        "tính tốc độ tăng trưởng ngành nông nghiệp",
    ),
    "TCCB": (
        "tinh giản biên chế",
        "kê khai tài sản, thu nhập",
        "quy hoạch cán bộ lãnh đạo, quản lý",
        "bồi dưỡng ngạch chuyên viên chính",
        "thi đua, khen thưởng ngành nông nghiệp",
        "đánh giá, xếp loại công chức, viên chức",
        "chuyển đổi vị trí công tác",
        "nâng bậc lương trước thời hạn",
        "xét thăng hạng viên chức",
    ),
    "VP": (
        "cải cách hành chính",
        "kiểm soát thủ tục hành chính",
        "ứng dụng công nghệ thông tin trong cơ quan",
        "sử dụng thư điện tử công vụ",
        "công tác văn thư, lưu trữ",
        "chỉnh lý tài liệu tồn đọng",
        "bảo vệ bí mật nhà nước",
        "trực cơ quan trong các ngày nghỉ lễ",
        "phòng cháy, chữa cháy trụ sở cơ quan",
        "thực hiện quy chế dân chủ ở cơ sở",
        "giải quyết thủ tục hành chính qua bưu chính công ích",
    ),
    "TTr": (
        "tiếp công dân, giải quyết khiếu nại, tố cáo",
        "phòng, chống tham nhũng",
        "thực hiện kết luận thanh tra",
        "thanh tra chuyên ngành vật tư nông nghiệp",
        "trả lời đơn kiến nghị của công dân",
        "xử lý vi phạm hành chính trong lĩnh vực nông nghiệp",
    ),
    "BQLCC": (
        "nạo vét luồng vào cảng cá Quy Nhơn",
        "thu phí sử dụng cảng cá",
        "vệ sinh môi trường cảng cá Tam Quan",
        "giám sát sản lượng bốc dỡ qua cảng",
        "sắp xếp neo đậu tàu cá tránh trú bão",
        "nâng cấp cảng cá Đề Gi",
    ),
}
ASKS: Mapping[str, tuple[str, ...]] = {
    "CV": (
        "V/v tăng cường công tác",
        "V/v báo cáo kết quả",
        "V/v đôn đốc việc",
        "V/v phối hợp",
        "V/v góp ý dự thảo quy định về",
        "V/v xin ý kiến về việc",
        "V/v triển khai",
        "V/v cung cấp số liệu về việc",
        "V/v hướng dẫn",
        "V/v chấn chỉnh công tác",
        "V/v kiểm tra việc",
        "V/v giải quyết kiến nghị của cử tri về việc",
        "V/v đề nghị hỗ trợ kinh phí",
        "V/v trả lời kiến nghị về việc",
        "V/v rà soát việc",
    ),
    "BC": (
        "Kết quả",
        "Sơ kết công tác",
        "Tình hình",
        "Khó khăn, vướng mắc trong công tác",
        "Kết quả kiểm tra công tác",
        "Đánh giá hiệu quả công tác",
    ),
    "TB": (
        "Kết luận tại cuộc họp về công tác",
        "Kết quả kiểm tra công tác",
        "Lịch kiểm tra công tác",
        "Ý kiến chỉ đạo về việc",
        "Kết luận của lãnh đạo về việc",
    ),
    "GM": (
        "Họp bàn giải pháp",
        "Hội nghị sơ kết công tác",
        "Hội nghị tổng kết công tác",
        "Họp thẩm định phương án",
        "Họp nghe báo cáo tình hình",
        "Hội thảo giải pháp",
        "Họp trực tuyến về công tác",
        "Tập huấn nghiệp vụ",
        "Kiểm tra thực tế công tác",
        "Họp góp ý dự thảo kế hoạch",
        "Họp tháo gỡ khó khăn trong công tác",
    ),
    "QĐ": (
        "Về việc phê duyệt kế hoạch",
        "Về việc thành lập Tổ công tác",
        "Về việc phân bổ kinh phí",
        "Về việc ban hành quy trình",
        "Về việc phê duyệt phương án",
        "Về việc giao nhiệm vụ",
        "Về việc kiện toàn Ban Chỉ đạo",
    ),
    "KH": ("Triển khai công tác", "Kiểm tra công tác", "Tuyên truyền về việc", "Đẩy mạnh công tác"),
    "TTr": (
        "Về việc phê duyệt phương án",
        "Về việc xin chủ trương",
        "Về việc đề nghị bổ sung kinh phí",
        "Về việc thẩm định hồ sơ",
        "Về việc phê duyệt dự toán",
    ),
    "CT": ("Về tăng cường công tác", "Về đẩy mạnh công tác"),
}
PLACES = (
    "thành phố Quy Nhơn",
    "thị xã An Nhơn",
    "huyện Tuy Phước",
    "huyện Tây Sơn",
    "huyện Phù Cát",
    "huyện Phù Mỹ",
    "huyện Hoài Nhơn",
    "huyện Hoài Ân",
    "huyện An Lão",
    "huyện Vĩnh Thạnh",
    "huyện Vân Canh",
)
HEADQUARTERS = (
    "Phòng họp số 1, trụ sở UBND tỉnh",
    "Phòng họp số 2, trụ sở UBND tỉnh",
    "Hội trường tầng 3, Sở Nông nghiệp và Phát triển nông thôn",
    "Phòng họp trực tuyến, Văn phòng UBND tỉnh",
    "Hội trường cơ quan mời họp",
    "Khách sạn Hội nghị tỉnh, thành phố Quy Nhơn",
)


def _time_words(rng: Random, issued: date) -> str:
    quarter = ("I", "II", "III", "IV")[(issued.month - 1) // 3]
    half = "9 tháng đầu năm" if issued.month > 8 else "6 tháng đầu năm"
    plan = issued.year - issued.year % 5
    words = (
        "",
        f" tháng {issued.month} năm {issued.year}",
        f" quý {quarter} năm {issued.year}",
        f" năm {issued.year}",
        f" {half} {issued.year}",
        f" giai đoạn {plan + 1}-{plan + 5}",
    )
    return rng.choices(words, (40, 14, 12, 22, 7, 5))[0]


def _where(rng: Random, place: str) -> str:
    if place:
        return rng.choice((f" trên địa bàn {place}", f" tại {place}", ""))
    return rng.choice(("", "", " trên địa bàn tỉnh", f" tại {rng.choice(PLACES)}"))


def subject(rng: Random, kind: str, unit: str, place: str, issued: date) -> str:
    """Build one trích yếu for a paper of this kind about a matter of this unit."""
    asks = ASKS.get(kind, ASKS["CV"])
    matter = rng.choice(MATTERS[unit])
    return f"{rng.choice(asks)} {matter}{_where(rng, place)}{_time_words(rng, issued)}"
